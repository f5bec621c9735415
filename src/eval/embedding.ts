import { z } from 'zod';
import type { Image } from '../data/image.js';
import { sincosPositions } from '../nn/position.js';
import { vitSizes } from '../nn/vit-config.js';
import { leadingDirections, projectOut } from './debias.js';
import { encoderOptions, openEncoder } from './encoder.js';
import type { FeatureGrid, Grid } from './items.js';
import { blankInput, type NetworkInput, resizedInput } from './network-input.js';
import { unitFeatures } from './similarity.js';

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
		.describe(
			'leading directions of the features of a blank photo to take out: what tells of position alone',
		),
	tokens: z
		.int()
		.min(4)
		.max(65_536)
		.default(1024)
		.describe('patches a photo is squeezed to, a square number'),
});

export type ModelOptions = z.output<typeof modelOptions>;

/** Turns photos into one feature vector a patch. */
export interface Embedder extends Disposable {
	readonly grid: Grid;
	/** Side of a patch of the network's input in px. */
	readonly patch: number;
	/** What `summary.json` tells of it. */
	readonly description: Readonly<Record<string, unknown>>;
	/** Each vector of unit length. The whole photo is squeezed to a square; evaluation.md rules 2–4. */
	readonly embed: (image: Image) => FeatureGrid;
}

/**
 * @throws {RangeError} when `tokens` is not a square number, or `debias` leaves no dimension
 * @throws {Error} when the weights cannot be read
 */
export async function openEmbedder(options: ModelOptions): Promise<Embedder> {
	const grid = gridOf(options);
	if (options.weights === 'position') return positionEmbedder(grid);

	// The disc looks at no feature, but has a grid.
	const isDisc = options.weights === 'disc';
	const encoder = await openEncoder(isDisc ? { ...options, weights: 'colour' } : options);
	const embed = (input: NetworkInput) => unitFeatures(encoder.encode(input).patches, grid);
	const { patch, description } = encoder;
	const { debias } = options;
	const clean = debias > 0 ? positionRemover(embed(blankInput(grid, patch)), debias) : undefined;
	return {
		grid,
		patch,
		description: isDisc ? { weights: 'disc' } : { ...description, ...(debias > 0 && { debias }) },
		embed(image) {
			const features = embed(resizedInput(image, grid, patch));
			return clean ? clean(features) : features;
		},
		[Symbol.dispose]: () => encoder[Symbol.dispose](),
	};
}

/** What features tell of a photo without content, they tell of any photo (INSID3, 2026). */
function positionRemover(blank: FeatureGrid, count: number): (features: FeatureGrid) => FeatureGrid {
	const directions = leadingDirections(blank, count);
	return (features) => projectOut(features, directions);
}

/** A baseline that looks at no photo: a patch's feature is its place, in the sines and cosines of MAE and MoCo v3. */
function positionEmbedder(grid: Grid): Embedder {
	const { width } = vitSizes.small;
	const features = unitFeatures(sincosPositions(width, grid.rows).subarray(width), grid);
	return {
		grid,
		patch: 1,
		description: { weights: 'position' },
		embed: () => features,
		[Symbol.dispose]() {},
	};
}

function gridOf({ tokens }: ModelOptions): Grid {
	const side = Math.sqrt(tokens);
	if (Number.isInteger(side)) return { rows: side, columns: side };

	const [below, above] = [Math.floor(side) ** 2, Math.ceil(side) ** 2];
	throw new RangeError(`\`model.tokens\` must be a square number, got ${tokens}: try ${below} or ${above}`);
}
