import type { Metric, SummaryFrame } from '../../src/eval/statistics/summary.js';
import type { Sink } from '../../src/flow/sink.js';
import type { Awaitable } from '../../src/flow/stage.js';
import type { RunFolder } from '../../src/run/folder.js';

/** An evaluation’s summary, as it is in `summary.json`, and the folder it was written to. */
export interface WrittenSummary extends SummaryFrame {
	readonly folder: string;
	readonly metrics: Readonly<Record<string, Metric>>;
}

/** What is told of any measurement. */
export interface Measured {
	readonly metrics: Readonly<Record<string, Metric>>;
}

/**
 * Puts the metrics that another sink makes into `summary.json`, with the protocol and the model they belong to.
 *
 * @param measure makes that sink when the run has begun
 * @param frame called at the end
 * @param illustrate called at the very end, to draw what has been measured
 */
export function writeSummary<In, Result extends Measured>(
	folder: RunFolder,
	measure: () => Sink<In, Result>,
	frame: () => SummaryFrame,
	illustrate: (measured: Result) => Awaitable<void> = () => {},
): Sink<In, WrittenSummary> {
	return {
		name: 'write-summary',
		types: 'InstanceRecord → WrittenSummary',
		needsAll: true,
		async open() {
			const collector = await measure().open();
			return {
				...collector,
				async result() {
					const measured = await collector.result();
					const written = { metrics: measured.metrics, ...frame() };
					await folder.writeJson('summary.json', written);
					await illustrate(measured);
					return { folder: folder.folder, ...written };
				},
			};
		},
	};
}
