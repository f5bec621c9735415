import { openDataset } from '../../src/data/datasets/open.js';
import type { AnnotationRecord } from '../../src/data/datasets/record.js';
import type { Image } from '../../src/data/image.js';
import { aggregate } from '../../src/eval/aggregate.js';
import type { Embedder } from '../../src/eval/embedding.js';
import type { FeatureGrid, Grid } from '../../src/eval/items.js';
import { resizedInput } from '../../src/eval/network-input.js';
import type { OnlineEvaluator, OnlineOptions } from '../../src/eval/online.js';
import type { InstanceRecord } from '../../src/eval/records.js';
import { unitFeatures } from '../../src/eval/similarity.js';
import { StageError } from '../../src/flow/errors.js';
import { from } from '../../src/flow/flow.js';
import { mulberry32 } from '../../src/flow/random.js';
import { toArray } from '../../src/flow/sink.js';
import { GraphFunction } from '../../src/nn/graph-function.js';
import { type Tensor, tf } from '../../src/nn/tf.js';
import { forwardVit } from '../../src/nn/vit.js';
import type { VitConfig } from '../../src/nn/vit-config.js';
import type { Weights } from '../../src/nn/weights.js';
import { annotate } from '../../stages/annotate.js';
import { decode } from '../../stages/decode.js';
import { embed } from '../../stages/embed.js';
import { metric } from '../../stages/metric.js';
import { promptOptions, promptSampling } from '../../stages/prompt-sampling.js';
import { similarity } from '../../stages/similarity.js';
import { threshold } from '../../stages/threshold.js';

/**
 * The pipeline `segment` on a few photos and with the teacher as it is: centre prompts, and the threshold that is best
 * on these very photos.
 *
 * @returns `undefined` where no data set is given
 * @throws {Error} when the data set can't be read, naming the file
 */
export async function openOnlineSegmentation(
	{ dataset, photos, tokens }: OnlineOptions,
	vit: VitConfig,
): Promise<OnlineEvaluator | undefined> {
	if (!dataset) return undefined;
	const records = spread((await openDataset(dataset)).records, photos);
	const side = Math.sqrt(tokens);
	const graph = new GraphFunction(({ weights, photo }: Seen) => ({
		tokens: { patches: forwardVit(vit, weights, photo.pixels).patches },
	}));
	return {
		figures: ['meanIoU', 'threshold', 'averagePrecision'],
		async measure({ teacher }) {
			const embedder = embedderOf(vit, teacher, { rows: side, columns: side }, graph);
			const found = await segmentAll(records, embedder).catch((error) => {
				// Features that are not finite are for the verdict to tell, not the end of the run.
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
		[Symbol.dispose]: () => graph[Symbol.dispose](),
	};
}

type Seen = { readonly weights: Weights; readonly photo: { readonly pixels: Tensor } };

function embedderOf(
	vit: VitConfig,
	weights: Weights,
	grid: Grid,
	graph: GraphFunction<Seen, { readonly tokens: { readonly patches: Tensor } }>,
): Pick<Embedder, 'embed'> {
	return {
		embed(image: Image): FeatureGrid {
			const { patch } = vit;
			const shape = [1, grid.rows * patch, grid.columns * patch, 3] as [number, number, number, number];
			using pixels = tf.tensor4d(resizedInput(image, grid, patch).pixels, shape);
			using patches = graph.run({ weights, photo: { pixels } }).tokens.patches;
			return unitFeatures(patches.dataSync<'float32'>(), grid);
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
		.via(embed({ value: embedder }))
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

/** `count` at most, at evenly spread places. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
	const taken = Math.min(count, items.length);
	return Array.from({ length: taken }, (_, i) => items[Math.floor(((i + 0.5) * items.length) / taken)]!);
}
