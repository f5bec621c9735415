import { z } from 'zod';
import type { Image } from '../data/image.js';
import { encoderOptions, openEncoder } from './encoder.js';
import type { FeatureGrid, Grid } from './items.js';
import { resizedInput } from './network-input.js';
import { unitFeatures } from './similarity.js';

export const modelOptions = encoderOptions.extend({
	weights: z
		.string()
		.min(1)
		.describe(
			'a file of weights, the folder of a training run (its teacher), `untrained`, `colour` or `disc`',
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
 * @throws {RangeError} when `tokens` is not a square number
 * @throws {Error} when the weights cannot be read
 */
export async function openEmbedder(options: ModelOptions): Promise<Embedder> {
	const side = Math.sqrt(options.tokens);
	if (!Number.isInteger(side)) {
		const [below, above] = [Math.floor(side) ** 2, Math.ceil(side) ** 2];
		throw new RangeError(
			`\`model.tokens\` must be a square number, got ${options.tokens}: try ${below} or ${above}`,
		);
	}

	const grid = { rows: side, columns: side };
	// The disc looks at no feature, but has a grid.
	const isDisc = options.weights === 'disc';
	const encoder = await openEncoder(isDisc ? { ...options, weights: 'colour' } : options);
	const { patch } = encoder;
	return {
		grid,
		patch,
		description: isDisc ? { weights: 'disc' } : encoder.description,
		embed: (image) => unitFeatures(encoder.encode(resizedInput(image, grid, patch)).patches, grid),
		[Symbol.dispose]: () => encoder[Symbol.dispose](),
	};
}
