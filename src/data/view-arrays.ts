import type { Corruption, MaskedViews } from './items.js';
import { normalise } from './normalise.js';

/** 2B views as arrays, all first views and then all second views, each S × S, row-major. */
export interface ViewArrays {
	/** 2B × S × S × 3, normalised colours. */
	readonly clean: Float32Array;
	readonly corrupted: Float32Array;
	/** 2B × S × S, 1 = corrupted. */
	readonly mask: Float32Array;
}

/**
 * Lays the views of a batch side by side and corrupts them (GMML): pixels under the mask become zero, which is the
 * mean colour, or the pixels at the same place in another view of the batch.
 */
export function viewArrays(batch: readonly MaskedViews[]): ViewArrays {
	const views = [0, 1].flatMap((view) =>
		batch.map((item) => ({ image: item.views[view]!, corruption: item.corruptions[view]! })),
	);
	const pixels = views[0]!.image.width * views[0]!.image.height;
	const clean = new Float32Array(views.length * pixels * 3);
	const mask = new Float32Array(views.length * pixels);
	for (const [index, { image, corruption }] of views.entries()) {
		normalise(image.pixels, clean, index * pixels * 3);
		mask.set(corruption.mask, index * pixels);
	}

	const corrupted = clean.slice();
	for (const [index, { corruption }] of views.entries()) {
		corrupt(corrupted, clean, corruption, index, views.length);
	}

	return { clean, corrupted, mask };
}

function corrupt(
	out: Float32Array,
	clean: Float32Array,
	{ mask, fill, donor }: Corruption,
	index: number,
	views: number,
): void {
	const size = mask.length * 3;
	const start = index * size;
	// Any view but the one that is corrupted; with a single view there is no other.
	const other = (index + 1 + Math.floor(donor * (views - 1))) % views;
	for (let pixel = 0; pixel < mask.length; pixel++) {
		if (mask[pixel] === 1) {
			for (let i = pixel * 3; i < pixel * 3 + 3; i++) {
				out[start + i] = fill === 'foreign' ? clean[other * size + i]! : 0;
			}
		}
	}
}
