import type { SimilarityRecord } from '../../src/eval/pairs/intra-inter.js';
import {
	type SimilaritySummary,
	similarityTable,
	summariseSimilarity,
} from '../../src/eval/pairs/summary.js';
import { encodeRecord, readRecords, similarityRecordsFile } from '../../src/eval/statistics/records.js';
import type { Sink } from '../../src/flow/sink.js';
import { mulberry32 } from '../../src/math/random.js';
import type { RunFolder } from '../../src/run/folder.js';

/** Writes each record to the run's folder, and `similarity.csv` and the summary at the end. */
export function similaritySummary(folder: RunFolder): Sink<SimilarityRecord, SimilaritySummary> {
	return {
		name: 'similarity-summary',
		types: 'SimilarityRecord → SimilaritySummary',
		open: () => {
			let done = 0;
			return {
				write(record) {
					folder.append(similarityRecordsFile, encodeRecord(record));
					return { done: ++done, unit: 'object' };
				},
				result: () =>
					writeSimilarity(folder, readRecords(done > 0 ? [folder.path(similarityRecordsFile)] : [])),
			};
		},
	};
}

/** Makes the table and the summary of records, a run's own or those of several shards. */
export async function writeSimilarity(
	folder: RunFolder,
	records: AsyncIterable<SimilarityRecord>,
): Promise<SimilaritySummary> {
	const result = await summariseSimilarity(records, { random: mulberry32(0) });
	await folder.write('similarity.csv', similarityTable(result));
	return result;
}
