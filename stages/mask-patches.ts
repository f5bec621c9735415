import { z } from 'zod';
import { corrupt } from '../src/data/corruption.js';
import type { MaskedViews, Views } from '../src/data/items.js';
import { map, type Stage } from '../src/flow/stage.js';

const share = z.number().min(0).max(0.95);

export const maskPatchesOptions = z.strictObject({
	drop: share
		.default(0.5)
		.describe('share of the pixels set to zero; above 0.5 it is drawn from [0.5, this] (SiT)'),
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
		.default(1)
		.describe('blocks begin and end at multiples of this, in px: 1 as SiT, or the size of a patch'),
});

export type MaskPatchesOptions = z.infer<typeof maskPatchesOptions>;

/** Chooses what the student is not shown of each view (GMML). */
export function maskPatches(options: MaskPatchesOptions): Stage<Views, MaskedViews> {
	return map(
		'mask-patches',
		(item, { random }) => {
			const [first, second] = item.views;
			return {
				...item,
				corruptions: [corrupt(first.width, options, random), corrupt(second.width, options, random)],
			};
		},
		{ types: 'Views → MaskedViews' },
	);
}
