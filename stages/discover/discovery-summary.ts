import type { DiscoveryRecord } from '../../src/eval/discover/items.js';
import { boxColumns, boxRow, summariseDiscovery } from '../../src/eval/discover/summary.js';
import type { Metric } from '../../src/eval/statistics/summary.js';
import type { Sink } from '../../src/flow/sink.js';
import { mulberry32 } from '../../src/math/random.js';
import type { RunFolder } from '../../src/run/folder.js';

/** Figures of an object discovery over all photos. */
export interface DiscoverySummary {
	readonly metrics: Record<string, Metric>;
}

/** Writes `boxes.csv` as the photos come, and makes the summary at the end. */
export function discoverySummary(folder: RunFolder): Sink<DiscoveryRecord, DiscoverySummary> {
	return {
		name: 'discovery-summary',
		types: 'DiscoveryRecord → DiscoverySummary',
		open() {
			const records: DiscoveryRecord[] = [];
			return {
				write(record) {
					if (records.length === 0) folder.append('boxes.csv', boxColumns);
					folder.append('boxes.csv', boxRow(record));
					records.push(record);
					return { done: records.length, unit: 'photo', values: { iou: record.iou } };
				},
				result: () => ({ metrics: summariseDiscovery(records, mulberry32(0)) }),
			};
		},
	};
}
