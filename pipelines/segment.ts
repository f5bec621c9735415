/**
 * Zero-shot segmentation from a prompt: click a point on an object, compare the feature of its patch with all others by
 * cosine similarity, threshold, and there is the object's mask. The protocol is fixed to the pixel in docs/segment.md.
 *
 *   mmc run segment --set dataset.kind=coco --set dataset.root=coco --set model.weights=teacher.safetensors
 */
import { z } from 'zod';
import { datasetOptions, openDataset } from '../src/data/datasets/open.js';
import { datasetRecords } from '../src/data/datasets/records.js';
import {
	blankEmbedder,
	encodersAtOnce,
	type ModelOptions,
	modelOptions,
	openEmbedder,
} from '../src/eval/features/embedding.js';
import { thresholds } from '../src/eval/map/thresholds.js';
import type { SegmentationSummary } from '../src/eval/segment/aggregate.js';
import { findExtremes } from '../src/eval/segment/extremes.js';
import { MapMemory } from '../src/eval/segment/map-memory.js';
import { describeDataset } from '../src/eval/segment/protocol.js';
import { readFixedThreshold } from '../src/eval/segment/read-threshold.js';
import {
	describeShard,
	isInShard,
	parseShard,
	shardOption,
	type WrittenShard,
} from '../src/eval/segment/shards.js';
import { readRecords, recordsFile } from '../src/eval/statistics/records.js';
import type { SummaryFrame } from '../src/eval/statistics/summary.js';
import { from, type Runnable } from '../src/flow/flow.js';
import { resource } from '../src/flow/resource.js';
import { definePipeline } from '../src/run/pipeline.js';
import { describeOrigin } from '../src/run/provenance.js';
import { annotate } from '../stages/input/annotate.js';
import { decode } from '../stages/input/decode.js';
import { cutMap } from '../stages/segment/cut-map.js';
import { embed } from '../stages/segment/embed.js';
import { keepMap } from '../stages/segment/keep-map.js';
import { metric } from '../stages/segment/metric.js';
import { pickExtremes } from '../stages/segment/pick-extremes.js';
import { promptOptions, promptSampling } from '../stages/segment/prompt-sampling.js';
import { promptSweep } from '../stages/segment/prompt-sweep.js';
import { recallMap } from '../stages/segment/recall-map.js';
import { similarity } from '../stages/segment/similarity.js';
import { summary } from '../stages/segment/summary.js';
import { type ThresholdOptions, threshold, thresholdOptions } from '../stages/segment/threshold.js';
import { writeOverlays } from '../stages/segment/write-overlays.js';
import { writeShard } from '../stages/segment/write-shard.js';
import { type WrittenSummary, writeSummary } from '../stages/segment/write-summary.js';

/**
 * Pipeline `segment`: zero-shot segmentation of annotated objects from a prompt. Its result is a `WrittenSummary`,
 * or a `WrittenShard` with the option `shard`.
 */
export default definePipeline({
	name: 'segment',
	summary: 'Segments annotated objects zero-shot from a prompt, and measures how well.',
	options: z.strictObject({
		dataset: datasetOptions,
		model: modelOptions,
		prompt: promptOptions.prefault({}),
		threshold: thresholdOptions.prefault({}),
		shard: shardOption,
	}),
	callers: encodersAtOnce,
	build({ shard: part, ...options }, folder): Runnable<WrittenSummary | WrittenShard> {
		const { model, prompt, threshold: thresholding } = options;
		if (prompt.mode === 'exhaustive') checkSweep(model, thresholding);
		const shard = part === undefined ? undefined : parseShard(part);
		const origin = resource('origin', ({ seed }) => describeOrigin(options, seed));
		const dataset = resource('dataset', () => openDataset(options.dataset));
		const chosen = resource('threshold', () => readFixedThreshold(thresholding.from));
		const embedder = resource(
			'embedder',
			() => openEmbedder(model, { threaded: true, sizesRecur: true }),
			(value) => value[Symbol.asyncDispose](),
		);
		const maps = resource('maps', () => new MapMemory());
		const score = model.weights === 'disc' ? 'disc' : 'cosine';
		const embedded = from(datasetRecords(dataset, (_, place) => isInShard(shard, place)))
			.using(origin)
			.using(dataset)
			.using(chosen)
			.using(embedder)
			.using(maps)
			.via(decode({ orient: false, onError: 'fail' }))
			.via(annotate)
			.via(embed(embedder));

		const records =
			prompt.mode === 'exhaustive'
				? embedded.via(promptSweep)
				: embedded
						.via(promptSampling({ ...prompt, mode: prompt.mode }))
						.via(similarity(score))
						.via(keepMap(maps))
						.via(threshold(thresholding))
						.via(metric);

		const frame = (): SummaryFrame => ({
			protocol: {
				dataset: describeDataset(options.dataset, dataset.value),
				prompt,
				threshold: { ...chosen.value.origin, component: thresholding.component },
				tokens: model.tokens,
			},
			model: embedder.value.description,
			...origin.value,
		});
		if (shard) {
			const shardFrame = () => ({ shard, threshold: chosen.value.value, summary: frame() });
			return records.into(writeShard(folder, recordsFile, shardFrame));
		}

		return records.into(writeSummary(folder, () => summary(folder, chosen.value.value), frame, drawOverlays));

		/** Makes the pictures' objects again, since which ones they are is known at the end only, of maps that were kept. */
		async function drawOverlays({ threshold: k }: SegmentationSummary): Promise<void> {
			const extremes = await findExtremes(() => readRecords([folder.path(recordsFile)]), k);
			const wanted = new Set(extremes.map(({ record }) => record.position));
			const value = resource('value', () => thresholds[k]!);
			const isKept = extremes.every(({ record }) => maps.value.recall(record));
			const features = isKept ? { value: blankEmbedder(embedder.value) } : embedder;
			const mode = prompt.mode === 'exhaustive' ? 'centre' : prompt.mode;
			await from(datasetRecords(dataset, ({ position }) => wanted.has(position)))
				.using(value)
				.via(decode({ orient: false, onError: 'fail' }))
				.via(annotate)
				.via(embed(features))
				.via(promptSampling({ ...prompt, mode }))
				.via(pickExtremes(extremes))
				.via(isKept ? recallMap(maps) : similarity(score))
				.via(cutMap(value, thresholding))
				.into(writeOverlays(folder))
				.run();
		}
	},
	describe: describeSegmentation,
});

/** All prompts at once are measured by patches' features, and each patch as a whole. */
function checkSweep({ weights }: ModelOptions, { component }: ThresholdOptions): void {
	if (weights === 'disc') {
		throw new Error(
			'`prompt.mode=exhaustive` compares features, and the `disc` has none: take `colour` or `position` for a baseline',
		);
	}

	if (component) {
		throw new Error(
			'`prompt.mode=exhaustive` makes no mask that could have components: leave out `threshold.component`',
		);
	}
}

function describeSegmentation(result: WrittenSummary | WrittenShard): string {
	if ('shard' in result) return describeShard(result);

	const { folder, metrics } = result;
	const percent = (name: string) => {
		const { value, interval } = metrics[name]!;
		const bounds = interval ? ` [${interval.map((bound) => (100 * bound).toFixed(1)).join(', ')}]` : '';
		return value === null ? '–' : `${(100 * value).toFixed(1)}%${bounds}`;
	};
	return [
		`Mean IoU ${percent('meanIoU')} at the threshold ${metrics.threshold!.value} over ${metrics.meanIoU!.count} objects;`,
		`oracle ${percent('meanIoUOracle')}, average precision ${percent('averagePrecision')}.`,
		`Kept in ${folder}: summary.json, instances.csv, curve.csv, overlays`,
	].join('\n');
}
