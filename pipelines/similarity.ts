/**
 * Similarity of the patches of one object, and of those of different objects: MMC is said to reduce the overlap of
 * the two distributions (docs/similarity.md).
 *
 *   mmc run similarity --set dataset.kind=coco --set dataset.root=coco --set model.weights=teacher.safetensors
 */
import { z } from 'zod';
import { datasetOptions, openDataset } from '../src/data/datasets/open.js';
import { datasetRecords } from '../src/data/datasets/records.js';
import { encodersAtOnce, featureModelOptions, openEmbedder } from '../src/eval/features/embedding.js';
import { describeDataset } from '../src/eval/segment/protocol.js';
import {
	describeShard,
	isInShard,
	parseShard,
	shardOption,
	type WrittenShard,
} from '../src/eval/segment/shards.js';
import { similarityRecordsFile } from '../src/eval/statistics/records.js';
import { from, type Runnable } from '../src/flow/flow.js';
import { resource } from '../src/flow/resource.js';
import { definePipeline } from '../src/run/pipeline.js';
import { describeOrigin } from '../src/run/provenance.js';
import { annotate } from '../stages/input/annotate.js';
import { decode } from '../stages/input/decode.js';
import { embed } from '../stages/segment/embed.js';
import { patchSimilarity } from '../stages/segment/patch-similarity.js';
import { similaritySummary } from '../stages/segment/similarity-summary.js';
import { writeShard } from '../stages/segment/write-shard.js';
import { type WrittenSummary, writeSummary } from '../stages/segment/write-summary.js';

/**
 * Pipeline `similarity`: how alike the patches of one object are, and those of different objects. Its result is a
 * `WrittenSummary`, or a `WrittenShard` with the option `shard`.
 */
export default definePipeline({
	name: 'similarity',
	summary: 'Measures how far the similarities within objects lie from those between objects.',
	options: z.strictObject({ dataset: datasetOptions, model: featureModelOptions, shard: shardOption }),
	callers: encodersAtOnce,
	build({ shard: part, ...options }, folder): Runnable<WrittenSummary | WrittenShard> {
		const { model } = options;
		const shard = part === undefined ? undefined : parseShard(part);
		const dataset = resource('dataset', () => openDataset(options.dataset));
		const embedder = resource(
			'embedder',
			() => openEmbedder(model, { threaded: true, sizesRecur: true }),
			(value) => value[Symbol.asyncDispose](),
		);
		const frame = resource('frame', { needs: [dataset, embedder] }, async ({ seed }) => ({
			protocol: { dataset: describeDataset(options.dataset, dataset.value), tokens: model.tokens },
			model: embedder.value.description,
			...(await describeOrigin(options, seed)),
		}));
		const records = from(datasetRecords(dataset, (_, place) => isInShard(shard, place)))
			.via(decode({ orient: false, onError: 'fail' }))
			.via(annotate)
			.via(embed(embedder))
			.via(patchSimilarity);
		return shard
			? records.into(
					writeShard(
						folder,
						similarityRecordsFile,
						resource('shard-frame', { needs: [frame] }, () => ({ shard, summary: frame.value })),
					),
				)
			: records.into(writeSummary(folder, () => similaritySummary(folder), frame));
	},
	describe(result: WrittenSummary | WrittenShard) {
		if ('shard' in result) return describeShard(result);

		const { folder, metrics } = result;
		const figure = (name: string) => metrics[name]?.value?.toFixed(3) ?? '–';
		return (
			`Overlap ${figure('overlap')} (other objects ${figure('overlapObject')}, background ` +
			`${figure('overlapBackground')}, at equal distance ${figure('overlapAtDistance')}), d′ ${figure('dPrime')}, over ${metrics.overlap?.count ?? 0} objects.\n` +
			`Written to ${folder}: summary.json, similarity.csv`
		);
	},
});
