/**
 * Zero-shot segmentation from a prompt: click a point on an object, compare the feature of its patch with all others by
 * cosine similarity, threshold, and there is the object's mask. The protocol is fixed to the pixel in docs/segment.md.
 *
 *   mmc run segment --set dataset.kind=coco --set dataset.root=coco --set model.weights=teacher.safetensors
 */
import { datasetRecords } from '../src/data/datasets/records.js';
import { encodersAtOnce } from '../src/eval/features/embedding.js';
import { isInShard, parseShard, type WrittenShard } from '../src/eval/segment/shards.js';
import { recordsFile } from '../src/eval/statistics/records.js';
import { from, type Runnable } from '../src/flow/flow.js';
import { definePipeline } from '../src/run/pipeline.js';
import { annotate } from '../stages/input/annotate.js';
import { decode } from '../stages/input/decode.js';
import { embed } from '../stages/segment/embed.js';
import { keepMap } from '../stages/segment/keep-map.js';
import { metric } from '../stages/segment/metric.js';
import { promptSampling } from '../stages/segment/prompt-sampling.js';
import { promptSweep } from '../stages/segment/prompt-sweep.js';
import { similarity } from '../stages/segment/similarity.js';
import { summary } from '../stages/segment/summary.js';
import { threshold } from '../stages/segment/threshold.js';
import { writeShard } from '../stages/segment/write-shard.js';
import { type WrittenSummary, writeSummary } from '../stages/segment/write-summary.js';
import { describeSegmentation } from './segment/describe.js';
import { checkSweep, segmentOptions } from './segment/options.js';
import { overlays, scoreOf } from './segment/overlays.js';
import { segmentation } from './segment/resources.js';

/**
 * Pipeline `segment`: zero-shot segmentation of annotated objects from a prompt. Its result is a `WrittenSummary`,
 * or a `WrittenShard` with the option `shard`.
 */
export default definePipeline({
	name: 'segment',
	summary: 'Segments annotated objects zero-shot from a prompt, and measures how well.',
	options: segmentOptions,
	callers: encodersAtOnce,
	build({ shard: part, ...options }, folder): Runnable<WrittenSummary | WrittenShard> {
		checkSweep(options);
		const { model, prompt } = options;
		const { mode } = prompt;
		const shard = part === undefined ? undefined : parseShard(part);
		const resources = segmentation(options);
		const { dataset, embedder, maps, frame } = resources;

		const measured = from(datasetRecords(dataset, (_, place) => isInShard(shard, place)))
			.via(decode({ orient: false, onError: 'fail' }))
			.via(annotate)
			// A unit vector for each patch.
			.via(embed(embedder))
			.through((photos) =>
				mode === 'exhaustive'
					? // Every patch of every object is the prompt once.
						photos.via(promptSweep)
					: photos
							.via(promptSampling({ ...prompt, mode }))
							// The cosines of the prompt's patch with all others, a map.
							.via(similarity(scoreOf(model)))
							.via(keepMap(maps))
							// The map at the photo's size, against all thresholds.
							.via(threshold(options.threshold))
							.via(metric),
			);

		return shard
			? measured.into(writeShard(folder, recordsFile, resources.shardFrame(shard)))
			: measured.into(
					writeSummary(
						folder,
						() => summary(folder, resources.threshold.value.value),
						frame,
						overlays(folder, options, resources),
					),
				);
	},
	describe: describeSegmentation,
});
