import { mulberry32, type Random } from '../../math/random.js';
import type { Corruption, Image, MaskedViews } from '../items.js';
import { normalise } from '../resampling/normalise.js';

/** 2B views as arrays, all first views and then all second views, each S × S, row-major. */
export interface ViewArrays {
	/** Clean views, 2B × S × S × 3, in normalised colours. */
	readonly clean: Float32Array;
	readonly corrupted: Float32Array;
	/** Mask of the views, 2B × S × S, 1 = corrupted. */
	readonly mask: Float32Array;
}

/**
 * Copies the views of a batch into arrays and corrupts them (GMML): pixels under the mask become zero, which is the
 * mean colour, or noise, or the pixels at the same place in another view of the batch.
 *
 * @param photos of the batch that are wanted, all unless given; what they take from other views is the same
 */
export function viewArrays(batch: readonly MaskedViews[], photos: PhotoRange = wholeOf(batch)): ViewArrays {
	const wanted = batch.slice(photos.start, photos.end);
	const corruptions = [0, 1].flatMap((view) => wanted.map((item) => item.corruptions[view]!));
	const clean = imageArray([0, 1].flatMap((view) => wanted.map((item) => item.views[view]!)));
	const corrupted = clean.slice();
	const mask = new Float32Array(clean.length / 3);
	for (const [index, corruption] of corruptions.entries()) {
		const size = corruption.mask.length;
		mask.set(corruption.mask, index * size);
		const donorView = () => donorOf(batch, photos, clean, index, corruption.donor);
		corrupt(corrupted.subarray(3 * index * size, 3 * (index + 1) * size), corruption, donorView);
	}

	return { clean, corrupted, mask };
}

/** Range of photos of a batch: `start` to `end` − 1. */
export interface PhotoRange {
	readonly start: number;
	readonly end: number;
}

/**
 * Returns the local views, L·B × s × s × 3 in normalised colours: all first ones, then all second ones …; `undefined`
 * if there are none.
 */
export function localArray(
	batch: readonly MaskedViews[],
	{ start, end }: PhotoRange = wholeOf(batch),
): Float32Array | undefined {
	const count = batch[0]?.local?.length ?? 0;
	const wanted = batch.slice(start, end);
	const images = Array.from({ length: count }, (_, view) => wanted.map((item) => item.local![view]!));
	return count > 0 ? imageArray(images.flat()) : undefined;
}

function wholeOf(batch: readonly MaskedViews[]): PhotoRange {
	return { start: 0, end: batch.length };
}

/**
 * Returns the colours of another view of the batch than that of this `index` among the wanted; its own if there is no
 * other.
 */
function donorOf(
	batch: readonly MaskedViews[],
	{ start, end }: PhotoRange,
	clean: Float32Array,
	index: number,
	donor: number,
): Float32Array {
	const [photos, wanted] = [batch.length, end - start];
	const own = Math.floor(index / wanted) * photos + start + (index % wanted);
	const other = (own + 1 + Math.floor(donor * (2 * photos - 1))) % (2 * photos);
	const [view, photo] = [Math.floor(other / photos), other % photos];
	if (photo < start || photo >= end) return imageArray([batch[photo]!.views[view]!]);
	const size = clean.length / (2 * wanted);
	return clean.subarray((view * wanted + photo - start) * size).subarray(0, size);
}

/** Concatenates images of one size, in normalised colours. */
function imageArray(images: readonly Image[]): Float32Array {
	const size = images[0]!.pixels.length;
	const array = new Float32Array(images.length * size);
	for (const [index, { pixels }] of images.entries()) normalise(pixels, array, index * size);
	return array;
}

function corrupt(out: Float32Array, { mask, fill, donor }: Corruption, donorView: () => Float32Array): void {
	if (fill === 'noise') {
		const random = mulberry32(donor * 2 ** 32);
		for (const [from, to] of hiddenRuns(mask)) {
			for (let i = from; i < to; i++) out[i] = normal(random);
		}
	} else if (fill === 'foreign') {
		const foreign = donorView();
		for (const [from, to] of hiddenRuns(mask)) out.set(foreign.subarray(from, to), from);
	} else {
		for (const [from, to] of hiddenRuns(mask)) out.fill(0, from, to);
	}
}

/** Yields the runs of hidden samples: first and last but one, in samples of an image. */
function* hiddenRuns(mask: Uint8Array): Generator<readonly [from: number, to: number]> {
	for (let from = mask.indexOf(1); from >= 0; ) {
		const end = mask.indexOf(0, from);
		const to = end < 0 ? mask.length : end;
		yield [3 * from, 3 * to];
		from = end < 0 ? -1 : mask.indexOf(1, end);
	}
}

/** Draws from the standard normal distribution (Box and Muller). */
function normal(random: Random): number {
	return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
