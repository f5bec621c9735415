import type { Metric, SummaryFrame } from '../../src/eval/statistics/summary.js';
import type { Awaitable } from '../../src/flow/awaitable.js';
import type { Resource } from '../../src/flow/resource.js';
import type { ResultContext, Sink } from '../../src/flow/sink.js';
import type { RunFolder } from '../../src/run/folder.js';

/** An evaluation’s summary, as it is in `summary.json`, and the folder it was written to. */
export interface WrittenSummary extends SummaryFrame {
	readonly folder: string;
	readonly metrics: Readonly<Record<string, Metric>>;
}

/** Result of any measurement. */
export interface Measured {
	readonly metrics: Readonly<Record<string, Metric>>;
}

/** Draws the results. */
export interface Illustration<in Result> {
	readonly uses: readonly Resource<unknown>[];
	readonly draw: (measured: Result, context: ResultContext) => Awaitable<void>;
}

/**
 * Writes another sink's metrics to `summary.json`, with their protocol and model.
 *
 * @param measure makes that sink when the run has begun and `frame`, with what it needs, is open
 * @param illustration made at the very end
 */
export function writeSummary<In, Result extends Measured>(
	folder: RunFolder,
	measure: () => Sink<In, Result>,
	frame: Resource<SummaryFrame>,
	illustration?: Illustration<Result>,
): Sink<In, WrittenSummary> {
	return {
		name: 'write-summary',
		types: 'InstanceRecord → WrittenSummary',
		needsAll: true,
		uses: [frame, ...(illustration?.uses ?? [])],
		async open() {
			const collector = await measure().open();
			return {
				...collector,
				async result(context) {
					const measured = await collector.result(context);
					const written = { metrics: measured.metrics, ...frame.value };
					await folder.writeJson('summary.json', written);
					await illustration?.draw(measured, context);
					return { folder: folder.folder, ...written };
				},
			};
		},
	};
}
