import { aggregate, type SegmentationSummary } from '../../src/eval/segment/aggregate.js';
import { curveTable, instanceColumns, instanceRow } from '../../src/eval/segment/tables.js';
import {
	encodeRecord,
	type InstanceRecord,
	readRecords,
	recordsFile,
} from '../../src/eval/statistics/records.js';
import type { Sink } from '../../src/flow/sink.js';
import { mulberry32 } from '../../src/math/random.js';
import type { RunFolder } from '../../src/run/folder.js';

/**
 * Writes each record to the run's folder, so that memory does not grow with the data set, and `instances.csv`,
 * `curve.csv` and the summary at the end.
 *
 * @param threshold a fixed one; the set's own best when absent
 */
export function summary(folder: RunFolder, threshold?: number): Sink<InstanceRecord, SegmentationSummary> {
	return {
		name: 'summary',
		types: 'InstanceRecord → SegmentationSummary',
		open: () => {
			let done = 0;
			return {
				write(record) {
					folder.append(recordsFile, encodeRecord(record));
					return { done: ++done, unit: 'object' };
				},
				result: () =>
					writeTables(folder, () => readRecords(done > 0 ? [folder.path(recordsFile)] : []), threshold),
			};
		},
	};
}

/** Makes the tables and the summary of records, a run's own or those of several shards. */
export async function writeTables(
	folder: RunFolder,
	records: () => AsyncIterable<InstanceRecord>,
	threshold?: number,
): Promise<SegmentationSummary> {
	const result = await aggregate(records, {
		random: mulberry32(0),
		...(threshold !== undefined && { threshold }),
	});
	folder.append('instances.csv', instanceColumns);
	for await (const record of records()) folder.append('instances.csv', instanceRow(record, result.threshold));
	await folder.write('curve.csv', curveTable(result));
	return result;
}
