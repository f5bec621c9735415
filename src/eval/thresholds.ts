import type { Counts } from './metrics.js';

/** −0.10, −0.09 … 0.99. 1.00 is left out: there rounding would decide. */
export const thresholds: readonly number[] = Array.from({ length: 110 }, (_, k) => (k - 10) / 100);

const last = thresholds.length;
const table = Float64Array.from([...thresholds, Number.POSITIVE_INFINITY]);

/**
 * Which of the fixed thresholds a value is.
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

/**
 * How many of the fixed thresholds each value reaches (s ≥ θ): 0 to 110, so that a pixel is foreground at
 * `thresholds[k]` when its level is greater than k. Exact where a value equals a threshold. Ignored pixels get 0.
 */
export function thresholdLevels(map: Float64Array, ignored?: Uint8Array): Uint8Array {
	const levels = new Uint8Array(map.length);
	for (let i = 0; i < map.length; i++) {
		const value = map[i]!;
		// The guess is off by one at most: 100 · s is rounded.
		let level = (value * 100 + 11) | 0;
		if (level < 0) level = 0;
		else if (level > last) level = last;
		if (value >= table[level]!) level++;
		else if (level > 0 && value < table[level - 1]!) level--;
		levels[i] = level;
	}
	if (ignored) {
		for (let i = 0; i < levels.length; i++) if (ignored[i] === 1) levels[i] = 0;
	}
	return levels;
}

/** What each fixed threshold gives, in one pass over the pixels. `labels`: 0 outside, 1 object, 2 ignored. */
export function countsPerThreshold(levels: Uint8Array, labels: Uint8Array): Counts[] {
	const histogram = new Int32Array(3 * 128);
	for (let i = 0; i < levels.length; i++) histogram[labels[i]! * 128 + levels[i]!]!++;
	const target = histogram.subarray(128, 256).reduce((sum, n) => sum + n, 0);
	const counts = new Array<Counts>(thresholds.length);
	let [hits, misses] = [0, 0];
	for (let k = thresholds.length - 1; k >= 0; k--) {
		hits += histogram[128 + k + 1]!;
		misses += histogram[k + 1]!;
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
