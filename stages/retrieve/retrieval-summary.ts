import type { RetrievalRecord } from '../../src/eval/retrieve/retrieval.js';
import { classTable, summariseRetrieval } from '../../src/eval/retrieve/summary.js';
import type { Metric } from '../../src/eval/statistics/summary.js';
import type { Sink } from '../../src/flow/sink.js';
import { mulberry32 } from '../../src/math/random.js';
import type { RunFolder } from '../../src/run/folder.js';

/** Figures of a retrieval over all photos. */
export interface RetrievalSummary {
	readonly metrics: Record<string, Metric>;
}

/** Gathers the counts of all photos, and writes `classes.csv` and the summary. */
export function retrievalSummary(folder: RunFolder): Sink<RetrievalRecord, RetrievalSummary> {
	return {
		name: 'retrieval-summary',
		types: 'RetrievalRecord → RetrievalSummary',
		open() {
			const records: RetrievalRecord[] = [];
			return {
				write(record) {
					records.push(record);
					return { done: records.length, unit: 'photo' };
				},
				async result() {
					const metrics = summariseRetrieval(records, mulberry32(0));
					await folder.write('classes.csv', classTable(records));
					return { metrics };
				},
			};
		},
	};
}
