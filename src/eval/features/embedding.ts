import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { Grid } from '../../data/geometry.js';
import type { Image } from '../../data/items.js';
import type { Awaitable } from '../../flow/awaitable.js';
import { openBackend } from '../../nn/backend/backend.js';
import type { FeatureGrid } from '../items.js';
import { leadingDirections, projectOut } from './debias.js';
import { type Encoder, type EncoderUse, type Encoding, encoderOptions, openEncoder } from './encoder.js';
import { blankInput, type NetworkInput, resizedInput } from './network-input.js';
import { joinPositions, positionFeatures } from './proximity.js';
import { unitFeatures } from './similarity.js';
import { openThreadedEncoder } from './threaded-encoder.js';

/** Options of the model that an evaluation measures: its weights, its features, and the number of patches. */
export const modelOptions = encoderOptions.extend({
	weights: z
		.string()
		.min(1)
		.describe(
			'a file of weights, the folder of a training run (its teacher), `untrained`, `colour`, `position` or `disc`',
		),
	debias: z
		.int()
		.min(0)
		.default(0)
		.describe('leading directions of a blank photo’s features to remove, which encode position alone'),
	proximity: z
		.number()
		.min(0)
		.max(1)
		.default(0)
		.describe('share of nearness (`weights=position`) in the cosine; the rest is that of the features'),
	tokens: z.int().min(4).max(65_536).default(1024).describe('patches of a squeezed photo, a square number'),
});

/** Options of a model whose features are compared with one another. */
export const featureModelOptions = modelOptions.refine(
	({ weights }) => weights !== 'disc',
	'the `disc` has no features: take `colour` or `position` for a baseline',
);

/** Parsed `modelOptions`. */
export type ModelOptions = z.output<typeof modelOptions>;

/**
 * Number of threads that call a network on processors. A call's own threads wait for one another at the end of every
 * operation, even more while other work disturbs them; with one core for each call nothing waits.
 */
export const encodersAtOnce = 2;

/** Converts photos into one feature vector for each patch. */
export interface Embedder extends AsyncDisposable {
	readonly grid: Grid;
	/** Description of the model in `summary.json`. */
	readonly description: Readonly<Record<string, unknown>>;
	/** Returns unit vectors. The whole photo is squeezed to a square (docs/segment.md, rules 2–4). */
	readonly embed: (image: Image) => Awaitable<FeatureGrid>;
	readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Settings of how an embedder works, beside its model. */
export interface EmbedderUse extends EncoderUse {
	/** `true` if the network computes in its own thread, so that this one can measure meanwhile. */
	readonly threaded?: boolean;
}

/**
 * Opens a model that converts photos into one unit feature vector for each patch.
 *
 * @throws {RangeError} when `tokens` is not a square number, `debias` leaves no dimension, or `debias` or `proximity` is
 * given for `position` or `disc`
 * @throws {Error} when the weights cannot be read
 */
export async function openEmbedder(
	options: ModelOptions,
	{ threaded = false, ...use }: EmbedderUse = {},
): Promise<Embedder> {
	const grid = gridOf(options);
	const { weights, debias, proximity } = options;
	if (weights === 'position' || weights === 'disc') refuseFeatureOptions(options);
	if (weights === 'disc') return blindEmbedder({ grid, description: { weights } }, noFeatures(grid));
	if (weights === 'position')
		return blindEmbedder({ grid, description: { weights } }, positionFeatures(grid));

	const { encode, close, patch, description } = await openNetwork(options, threaded, use);
	const embed = async (input: NetworkInput) => unitFeatures((await encode(input)).patches, grid);
	const clean = debias > 0 ? positionRemover(await embed(blankInput(grid, patch)), debias) : undefined;
	const positions = proximity > 0 ? positionFeatures(grid) : undefined;
	return {
		grid,
		description: { ...description, ...(debias > 0 && { debias }), ...(proximity > 0 && { proximity }) },
		async embed(image) {
			const seen = await embed(resizedInput(image, grid, patch));
			const features = clean ? clean(seen) : seen;
			return positions ? joinPositions(features, positions, proximity) : features;
		},
		[Symbol.asyncDispose]: close,
	};
}

/** @throws {RangeError} where there are no features that an option could change */
function refuseFeatureOptions({ weights, ...options }: ModelOptions): void {
	for (const name of ['debias', 'proximity'] as const) {
		if (options[name] > 0) {
			throw new RangeError(
				`\`model.${name}\` changes what is seen of a photo, and \`${weights}\` sees nothing of it: leave it out`,
			);
		}
	}
}

interface OpenNetwork extends Pick<Encoder, 'patch' | 'description'> {
	readonly encode: (input: NetworkInput) => Awaitable<Pick<Encoding, 'patches'>>;
	readonly close: () => Promise<void>;
}

async function openNetwork(options: ModelOptions, threaded: boolean, use: EncoderUse): Promise<OpenNetwork> {
	if (threaded && options.weights !== 'colour' && availableParallelism() > 1) {
		const encoder = await openThreadedEncoder(options, use, await encoderThreads());
		return { ...encoder, close: async () => encoder[Symbol.asyncDispose]() };
	}

	const encoder = await openEncoder(options, use);
	return { ...encoder, close: async () => encoder[Symbol.dispose]() };
}

/**
 * Number of encoder threads: one for a GPU, to save its memory, and for WebAssembly, whose threads take a core each.
 */
async function encoderThreads(): Promise<number> {
	const { name, device } = await openBackend({ callers: encodersAtOnce });
	return name === 'tensorflow' && device === 'cpu' ? encodersAtOnce : 1;
}

/** Returns an embedder with the same patches that reads no photo, for stages that only need their places. */
export function blankEmbedder({ grid, description }: Embedder): Embedder {
	return blindEmbedder({ grid, description }, noFeatures(grid));
}

/** Returns an embedder that gives all photos the same features. */
function blindEmbedder(told: Pick<Embedder, 'grid' | 'description'>, features: FeatureGrid): Embedder {
	return { ...told, embed: () => features, async [Symbol.asyncDispose]() {} };
}

function noFeatures(grid: Grid): FeatureGrid {
	return { ...grid, dimensions: 0, values: new Float64Array(0) };
}

/** Removes from features what they say of a photo without content, and so of any photo (INSID3, 2026). */
function positionRemover(blank: FeatureGrid, count: number): (features: FeatureGrid) => FeatureGrid {
	const directions = leadingDirections(blank, count);
	return (features) => projectOut(features, directions);
}

function gridOf({ tokens }: ModelOptions): Grid {
	const side = Math.sqrt(tokens);
	if (Number.isInteger(side)) return { rows: side, columns: side };

	const [below, above] = [Math.floor(side) ** 2, Math.ceil(side) ** 2];
	throw new RangeError(`\`model.tokens\` must be a square number, got ${tokens}: try ${below} or ${above}`);
}
