import { z } from 'zod';
import { corrupt } from '../../src/data/corruption/gmml.js';
import { tokenMask } from '../../src/data/corruption/token-mask.js';
import type { Corruption, MaskedViews, Views } from '../../src/data/items.js';
import { map, type Stage } from '../../src/flow/stage.js';
import type { Random } from '../../src/math/random.js';

const share = z.number().min(0).max(0.95);

/**
 * Options of the corruption: blocks of pixels that are overwritten (`pixels`), blocks of patches that become a
 * token (`tokens`), or `none`.
 */
export const maskPatchesOptions = z.strictObject({
	kind: z
		.enum(['pixels', 'tokens', 'none'])
		.default('pixels')
		.describe('blocks of pixels are overwritten (SiT, MC-SSL), or blocks of patches become a token (iBOT)'),
	drop: share
		.default(0.5)
		.describe('share of the pixels dropped; above 0.5 it is drawn from [0.5, this] (SiT)'),
	fill: z
		.enum(['zeros', 'noise'])
		.default('zeros')
		.describe('filling of dropped pixels (SiT: zeros; GMML: noise)'),
	replace: share.default(0.3).describe('share of the pixels taken from another image, likewise (SiT)'),
	foreign: z
		.number()
		.min(0)
		.max(1)
		.default(0.5)
		.describe('probability of `replace` instead of `drop` (SiT, MC-SSL)'),
	align: z
		.int()
		.min(1)
		.max(1024)
		.default(1)
		.describe('blocks begin and end at multiples of this, in px: 1 as SiT, or the size of a patch'),
	tokens: z
		.array(z.tuple([share, share]))
		.nonempty()
		.default([
			[0, 0],
			[0.1, 0.5],
		])
		.describe('for `kind=tokens`: share of the patches, drawn from one of these ranges (iBOT)'),
});

/** Parsed `maskPatchesOptions`. */
export type MaskPatchesOptions = z.infer<typeof maskPatchesOptions>;

/** Chooses the corruption of each global view (GMML, iBOT); `patch` is the side of a patch in px. */
export function maskPatches(options: MaskPatchesOptions, patch: number): Stage<Views, MaskedViews> {
	return map(
		'mask-patches',
		(item, { random }) => {
			const [first, second] = item.views;
			return {
				...item,
				corruptions: [
					corruption(first.width, patch, options, random),
					corruption(second.width, patch, options, random),
				],
			};
		},
		{ types: 'Views → MaskedViews' },
	);
}

function corruption(size: number, patch: number, options: MaskPatchesOptions, random: Random): Corruption {
	if (options.kind === 'pixels') return corrupt(size, options, random);
	if (options.kind === 'tokens') return tokenMask(size, patch, options.tokens, random);
	return { mask: new Uint8Array(size * size), fill: 'zeros', donor: 0 };
}
