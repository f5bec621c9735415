import { openDataset } from '../../src/data/datasets/open.js';
import { openEmbedder } from '../../src/eval/features/embedding.js';
import { MapMemory } from '../../src/eval/segment/map-memory.js';
import { describeDataset } from '../../src/eval/segment/protocol.js';

import { readFixedThreshold } from '../../src/eval/segment/read-threshold.js';
import type { Shard, ShardFrame } from '../../src/eval/segment/shards.js';
import type { SummaryFrame } from '../../src/eval/statistics/summary.js';
import { type Resource, resource } from '../../src/flow/resource.js';
import { describeOrigin } from '../../src/run/provenance.js';
import type { SegmentOptions } from './options.js';

/** Declares the resources of a segmentation's stages. */
export function segmentation(options: Omit<SegmentOptions, 'shard'>) {
	const { model, prompt, threshold: thresholding } = options;
	const dataset = resource('dataset', () => openDataset(options.dataset));
	const threshold = resource('threshold', () => readFixedThreshold(thresholding.from));
	const embedder = resource(
		'embedder',
		() => openEmbedder(model, { threaded: true, sizesRecur: true }),
		(value) => value[Symbol.asyncDispose](),
	);
	const maps = resource('maps', () => new MapMemory());
	const needs = [dataset, threshold, embedder];
	const frame: Resource<SummaryFrame> = resource('frame', { needs }, async ({ seed }) => ({
		protocol: {
			dataset: describeDataset(options.dataset, dataset.value),
			prompt,
			threshold: { ...threshold.value.origin, component: thresholding.component },
			tokens: model.tokens,
		},
		model: embedder.value.description,
		...(await describeOrigin(options, seed)),
	}));
	const shardFrame = (shard: Shard): Resource<ShardFrame> =>
		resource('shard-frame', { needs: [frame, threshold] }, () => ({
			shard,
			threshold: threshold.value.value,
			summary: frame.value,
		}));
	return { dataset, threshold, embedder, maps, frame, shardFrame };
}

/** Resources of a segmentation. */
export type Segmentation = ReturnType<typeof segmentation>;
