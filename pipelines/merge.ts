/**
 * Joins the shards of an evaluation, which `segment`, `tune` or `similarity` have written with `shard=i/n`, into the run
 * that one process would have made, to the same bytes in its `summary.json`.
 *
 *   mmc merge runs/shard-* --out runs/all
 */
import { z } from 'zod';
import type { SimilarityRecord } from '../src/eval/pairs/intra-inter.js';
import { readShards, type Shards } from '../src/eval/segment/read-shards.js';
import { type InstanceRecord, readRecords, recordsFile } from '../src/eval/statistics/records.js';
import { from } from '../src/flow/flow.js';
import { resource } from '../src/flow/resource.js';
import type { Sink } from '../src/flow/sink.js';
import type { RunFolder } from '../src/run/folder.js';
import { definePipeline } from '../src/run/pipeline.js';
import { similaritySummary } from '../stages/segment/similarity-summary.js';
import { summary } from '../stages/segment/summary.js';
import { type Measured, type WrittenSummary, writeSummary } from '../stages/segment/write-summary.js';

/** A record of one of the two kinds; the name of the shards' files tells which. */
type AnyRecord = InstanceRecord & SimilarityRecord;

/**
 * Pipeline `merge`: the shards of an evaluation joined into one run, equal to the byte to one that was not
 * sharded.
 */
export default definePipeline({
	name: 'merge',
	summary: 'Joins the shards of an evaluation into the run that one process would have made.',
	options: z.strictObject({
		runs: z.array(z.string().min(1)).min(1).describe('the folders of all shards, in any order'),
	}),
	build({ runs }, folder) {
		const shards = resource('shards', () => readShards(runs));
		const frame = resource('frame', { needs: [shards] }, () => shards.value.summary);
		return from({
			name: 'shard-records',
			types: 'EvaluationRecord',
			uses: [shards],
			open: () => readRecords<AnyRecord>(shards.value.files),
		}).into(writeSummary(folder, () => summaryOf(shards.value, folder), frame));
	},
	describe: ({ folder }: WrittenSummary) => `Written to ${folder}: summary.json and the tables`,
});

function summaryOf({ file, threshold }: Shards, folder: RunFolder): Sink<AnyRecord, Measured> {
	return file === recordsFile ? summary(folder, threshold) : similaritySummary(folder);
}
