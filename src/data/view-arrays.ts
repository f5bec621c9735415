import { mulberry32 } from '../flow/random.js';
import type { Random } from '../flow/stage.js';
import type { Image } from './image.js';
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
 * mean colour, or noise, or the pixels at the same place in another view of the batch.
 */
export function viewArrays(batch: readonly MaskedViews[]): ViewArrays {
	const images = [0, 1].flatMap((view) => batch.map((item) => item.views[view]!));
	const corruptions = [0, 1].flatMap((view) => batch.map((item) => item.corruptions[view]!));
	const clean = imageArray(images);
	const corrupted = clean.slice();
	const mask = new Float32Array(clean.length / 3);
	for (const [index, corruption] of corruptions.entries()) {
		mask.set(corruption.mask, index * corruption.mask.length);
		corrupt(corrupted, clean, corruption, index, images.length);
	}

	return { clean, corrupted, mask };
}

/** L·B × s × s × 3, normalised colours: all first local views, then all second ones; undefined where there are none. */
export function localArray(batch: readonly MaskedViews[]): Float32Array | undefined {
	const count = batch[0]?.local?.length ?? 0;
	const images = Array.from({ length: count }, (_, view) => batch.map((item) => item.local![view]!));
	return count > 0 ? imageArray(images.flat()) : undefined;
}

/** Images of one size, one after the other, in normalised colours. */
function imageArray(images: readonly Image[]): Float32Array {
	const size = images[0]!.pixels.length;
	const array = new Float32Array(images.length * size);
	for (const [index, { pixels }] of images.entries()) normalise(pixels, array, index * size);
	return array;
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
	const other = ((index + 1 + Math.floor(donor * (views - 1))) % views) * size;
	const random = mulberry32(donor * 2 ** 32);
	const sample = {
		zeros: () => 0,
		token: () => 0,
		noise: () => normal(random),
		foreign: (i: number) => clean[other + i]!,
	}[fill];
	for (let pixel = 0; pixel < mask.length; pixel++) {
		if (mask[pixel] === 0) continue;
		for (let i = pixel * 3; i < pixel * 3 + 3; i++) out[start + i] = sample(i);
	}
}

/** A number of the standard normal distribution (Box and Muller). */
function normal(random: Random): number {
	return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
