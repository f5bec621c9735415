import { bucketSort } from '../../math/bucket-sort.js';
import type { Ranking } from '../items.js';
import type { Scratch, ScratchMap } from './scratch.js';

/**
 * Ranks the pixels of a map exactly. `labels`: 0 outside, 1 object, 2 ignored. All values are NaN without an object's
 * pixel, and `auroc` without another one.
 *
 * Only the object's values are sorted: between two of them precision and IoU can only fall, so no other threshold
 * matters, and of the other pixels only the interval matters.
 */
export function rank(map: ScratchMap, labels: Uint8Array): Ranking {
	const { values, reaching, auroc } = compare(map, labels);
	const target = values.length;
	if (target === 0) return { oracle: Number.NaN, averagePrecision: Number.NaN, auroc };

	let oracle = 0;
	let averagePrecision = 0;
	for (let end = target; end > 0; ) {
		let start = end - 1;
		while (start > 0 && values[start - 1] === values[start]) start--;
		const hits = target - start;
		const predicted = hits + reaching[start]!;
		oracle = Math.max(oracle, hits / (predicted + target - hits));
		averagePrecision += ((end - start) / target) * (hits / predicted);
		end = start;
	}
	return { oracle, averagePrecision, auroc };
}

/** Values of the object's pixels, in scratch memory. */
function objectValues(map: Float64Array, labels: Uint8Array, scratch: Scratch): Float64Array {
	const first = Math.max(0, labels.indexOf(1));
	const last = labels.lastIndexOf(1);
	let count = 0;
	for (let i = first; i <= last; i++) if (labels[i] === 1) count++;
	const values = scratch.float64(count);
	let next = 0;
	for (let i = first; i <= last; i++) if (labels[i] === 1) values[next++] = map[i]!;
	return values;
}

interface Comparison {
	/** The object's values, ascending. */
	readonly values: Float64Array;
	/** Number of other pixels greater than or equal to `values[i]`, where i is the first of equal values. */
	readonly reaching: Int32Array;
	readonly auroc: number;
}

/** Compares the object's values with all others. The arrays are in scratch memory. */
function compare(map: ScratchMap, labels: Uint8Array): Comparison {
	const scratch = map.begin();
	const object = objectValues(map.values, labels, scratch);
	const { values, starts, low, scale } = bucketSort(object, scratch);
	const places = scratch.int32(values.length + 1); // others that reach exactly so many of the object's values
	const ties = scratch.functions.placeOthers(
		map.values.byteOffset,
		scratch.put(labels),
		labels.length,
		values.byteOffset,
		starts.byteOffset,
		low,
		scale,
		starts.length - 2,
		places.byteOffset,
	);
	return { values, ...reach(places, ties / 2) };
}

/** Replaces `places` by `reaching`. */
function reach(places: Int32Array, ties: number): { reaching: Int32Array; auroc: number } {
	const target = places.length - 1;
	let others = 0;
	let wins = ties;
	for (let i = target; i >= 0; i--) {
		const here = places[i]!;
		places[i] = others;
		others += here;
		wins += here * (target - i);
	}
	return { reaching: places, auroc: wins / (target * others) };
}
