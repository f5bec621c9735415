import type { Metric } from '../src/eval/summary.js';
import type { Sink } from '../src/flow/sink.js';
import type { RunFolder } from '../src/run/folder.js';

/** What `summary.json` tells beside the metrics. */
export interface SummaryFrame {
	/** How was measured: runs whose protocols are equal may be compared. */
	readonly protocol: Readonly<Record<string, unknown>>;
	/** What was measured. */
	readonly model: Readonly<Record<string, unknown>>;
}

export interface WrittenSummary extends SummaryFrame {
	readonly folder: string;
	readonly metrics: Readonly<Record<string, Metric>>;
}

interface Measured {
	readonly metrics: Readonly<Record<string, Metric>>;
}

/**
 * Puts the metrics that another sink makes into `summary.json`, with the protocol and the model they belong to.
 *
 * @param measure makes that sink when the run has begun
 * @param frame called at the end
 */
export function writeSummary<In>(
	folder: RunFolder,
	measure: () => Sink<In, Measured>,
	frame: () => SummaryFrame,
): Sink<In, WrittenSummary> {
	return {
		name: 'write-summary',
		types: 'InstanceRecord → WrittenSummary',
		async open() {
			const collector = await measure().open();
			return {
				...collector,
				async result() {
					const { metrics } = await collector.result();
					const written = { metrics, ...frame() };
					await folder.writeJson('summary.json', written);
					return { folder: folder.folder, ...written };
				},
			};
		},
	};
}
