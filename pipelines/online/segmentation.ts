import { openDataset } from '../../src/data/datasets/open.js';
import type { AnnotationRecord } from '../../src/data/datasets/record.js';
import type { Grid } from '../../src/data/geometry.js';
import type { Embedder } from '../../src/eval/features/embedding.js';
import { PhotoNetwork } from '../../src/eval/features/encoder.js';
import { resizedInput } from '../../src/eval/features/network-input.js';
import { unitFeatures } from '../../src/eval/features/similarity.js';
import { aggregate } from '../../src/eval/segment/aggregate.js';
import type { InstanceRecord } from '../../src/eval/statistics/records.js';
import { StageError } from '../../src/flow/errors.js';
import { from } from '../../src/flow/flow.js';
import { resource } from '../../src/flow/resource.js';
import { toArray } from '../../src/flow/sink.js';
import { evenPlaces } from '../../src/math/even-places.js';
import { mulberry32 } from '../../src/math/random.js';
import type { VitConfig } from '../../src/nn/vit/config.js';
import type { Weights } from '../../src/nn/weights.js';
import type { OnlineEvaluator, OnlineOptions } from '../../src/online/options.js';
import { annotate } from '../../stages/input/annotate.js';
import { decode } from '../../stages/input/decode.js';
import { embed } from '../../stages/segment/embed.js';
import { metric } from '../../stages/segment/metric.js';
import { promptOptions, promptSampling } from '../../stages/segment/prompt-sampling.js';
import { similarity } from '../../stages/segment/similarity.js';
import { threshold } from '../../stages/segment/threshold.js';

/**
 * Runs the pipeline `segment` on a few photos with the current teacher: centre prompts, and the threshold that is
 * best on these very photos.
 *
 * @returns `undefined` where no data set is given
 * @throws {Error} when the data set can't be read, naming the file
 */
export async function openOnlineSegmentation(
	{ dataset, photos, tokens }: OnlineOptions,
	vit: VitConfig,
): Promise<OnlineEvaluator | undefined> {
	if (!dataset) return undefined;
	const all = (await openDataset(dataset)).records;
	const records = evenPlaces(Math.min(photos, all.length), all.length).map((place) => all[place]!);
	const side = Math.sqrt(tokens);
	const network = new PhotoNetwork(vit, {}, { sizesRecur: true });
	return {
		figures: ['meanIoU', 'threshold', 'averagePrecision'],
		async measure({ teacher }) {
			const embedder = embedderOf(network, teacher, { rows: side, columns: side });
			const found = await segmentAll(records, embedder).catch((error) => {
				// The verdict reports features that are not finite; they do not end the run.
				if (error instanceof StageError && error.stage === 'embed' && error.cause instanceof RangeError)
					return;
				throw error;
			});
			if (!found) return { meanIoU: Number.NaN, threshold: Number.NaN, averagePrecision: Number.NaN };
			const { metrics } = await aggregate(() => each(found), { random: mulberry32(0), draws: 0 });
			const value = (name: string) => metrics[name]!.value ?? Number.NaN;
			return {
				meanIoU: value('meanIoU'),
				threshold: value('threshold'),
				averagePrecision: value('averagePrecision'),
			};
		},
		[Symbol.dispose]: () => network[Symbol.dispose](),
	};
}

function embedderOf(network: PhotoNetwork, weights: Weights, grid: Grid): Pick<Embedder, 'embed'> {
	return {
		embed(image) {
			const input = resizedInput(image, grid, network.config.patch);
			return unitFeatures(network.encode(weights, input).patches, grid);
		},
	};
}

async function segmentAll(
	records: readonly AnnotationRecord[],
	embedder: Pick<Embedder, 'embed'>,
): Promise<readonly InstanceRecord[]> {
	const prompts = { ...promptOptions.parse({}), mode: 'centre' } as const;
	return from(() => records)
		.via(decode({ orient: false, onError: 'fail' }))
		.via(annotate)
		.via(embed(resource('embedder', () => embedder)))
		.via(promptSampling(prompts))
		.via(similarity())
		.via(threshold({ component: false }))
		.via(metric)
		.into(toArray())
		.run();
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
	yield* items;
}
