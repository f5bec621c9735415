import { z } from 'zod';
import { type VitConfig, vitConfig, vitSizes } from './config.js';

const sizes = Object.keys(vitSizes) as [keyof typeof vitSizes];

/** Options of the vision transformer to train. */
export const backboneOptions = z.strictObject({
	size: z
		.enum(sizes)
		.default('small')
		.describe('width, depth and heads of the vision transformer (MoCo v3: small-12-heads)'),
	patch: z.int().min(4).max(32).default(16).describe('side of a patch in px'),
	positions: z
		.enum(['learned', 'fixed'])
		.default('learned')
		.describe('learned table of positions, or sines and cosines (MoCo v3)'),
	positionBase: z
		.number()
		.gt(1)
		.default(10_000)
		.describe('base of `fixed` positions: smaller ones distinguish patches more finely (MoCo v3: 10000)'),
	positionResize: z
		.enum(['bicubic', 'bicubic-offset', 'bicubic-antialias'])
		.default('bicubic')
		.describe(
			'interpolation of the table for local views (the code of DINO, iBOT and MC-SSL: bicubic-offset)',
		),
	patchProjection: z
		.enum(['learned', 'frozen'])
		.default('learned')
		.describe('projection of pixels to tokens (MoCo v3: frozen as drawn)'),
	initialisation: z
		.enum(['dino', 'moco-v3'])
		.default('dino')
		.describe('truncated normal of σ 0.02, or Xavier-uniform'),
});

/** Parsed `backboneOptions`. */
export type BackboneOptions = z.output<typeof backboneOptions>;

/**
 * Returns the architecture for images of `imageSize` px.
 *
 * @throws {RangeError} when `imageSize` is not a multiple of the patch
 */
export function vitFor(
	{ size, patch, positions, positionBase, positionResize }: BackboneOptions,
	imageSize: number,
): VitConfig {
	return vitConfig(size, { patch, imageSize, positions, positionBase, positionResize });
}
