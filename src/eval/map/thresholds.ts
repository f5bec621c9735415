import type { Counts } from '../items.js';

/** Fixed thresholds −0.10, −0.09 … 0.99. 1.00 is left out, since rounding would decide there. */
export const thresholds: readonly number[] = Array.from({ length: 110 }, (_, k) => (k - 10) / 100);

const last = thresholds.length;
const table = Float64Array.from([...thresholds, Number.POSITIVE_INFINITY]);

/**
 * Returns the index of a value among the fixed thresholds.
 *
 * @throws {RangeError} when it is none of them
 */
export function thresholdIndex(threshold: number): number {
	const k = thresholds.indexOf(Math.round(threshold * 100) / 100);
	if (k < 0 || Math.abs(thresholds[k]! - threshold) > 1e-9) {
		throw new RangeError(`Threshold \`${threshold}\` must be one of -0.10, -0.09 … 0.99.`);
	}
	return k;
}

/** A map at the fixed thresholds. */
export interface ThresholdedMap {
	/**
	 * Number of thresholds that each pixel reaches (s ≥ θ), 0 to 110: it is foreground at `thresholds[k]` if its
	 * level is greater than k. Ignored pixels have 0.
	 */
	readonly levels: Uint8Array;
	/** Counts at each threshold. */
	readonly counts: readonly Counts[];
}

/**
 * Compares every pixel with all fixed thresholds in one pass, exact where a value equals a threshold.
 *
 * @param labels 0 outside, 1 object, 2 ignored
 */
export function thresholdPixels(map: Float64Array, labels: Uint8Array): ThresholdedMap {
	const levels = new Uint8Array(map.length);
	const histogram = new Int32Array(3 * 128); // labels × levels
	for (let i = 0; i < map.length; i++) {
		const label = labels[i]!;
		const level = levelOf(map[i]!);
		histogram[label * 128 + level]!++;
		levels[i] = label === 2 ? 0 : level;
	}
	return { levels, counts: cumulate(histogram.subarray(0, 128), histogram.subarray(128, 256)) };
}

/** Returns the number of fixed thresholds that a value reaches. */
export function levelOf(value: number): number {
	let level = (value * 100 + 11) | 0;
	if (level < 0) level = 0;
	else if (level > last) level = last;
	// The estimate is off by one at most, since 100 · s is rounded.
	if (value >= table[level]!) return level + 1;
	return level > 0 && value < table[level - 1]! ? level - 1 : level;
}

/** Returns the counts at each fixed threshold from the numbers of pixels at each level. */
export function cumulate(outside: Int32Array, object: Int32Array): Counts[] {
	const target = object.reduce((sum, n) => sum + n, 0);
	const counts = new Array<Counts>(thresholds.length);
	let [hits, misses] = [0, 0];
	for (let k = thresholds.length - 1; k >= 0; k--) {
		hits += object[k + 1]!;
		misses += outside[k + 1]!;
		counts[k] = { hits, predicted: hits + misses, target };
	}
	return counts;
}

/** Index of the threshold with the greatest value, the lowest on ties. */
export function bestThreshold(curve: ArrayLike<number>): number {
	let best = 0;
	for (let k = 1; k < curve.length; k++) if (curve[k]! > curve[best]!) best = k;
	return best;
}
