/** Allocator of the arrays. */
export interface Room {
	float64(length: number): Float64Array;
	/** Returns an array of zeros. */
	int32(length: number): Int32Array;
}

/** Ascending values in buckets, to find the place of another value among them. */
export interface Buckets {
	readonly values: Float64Array;
	/** Start of each bucket: bucket b holds `values` from `starts[b]` to before `starts[b + 1]`. */
	readonly starts: Int32Array;
	readonly low: number;
	readonly scale: number;
}

/** Length from which a bucket is left to the engine's sort. */
export const longBucket = 24;

/**
 * Sorts finite values by first distributing them to equal intervals of their range, about two intervals a value:
 * linear in their number if they are spread, and no slower than the engine's sort otherwise.
 */
export function bucketSort(unsorted: Float64Array, room: Room): Buckets {
	const { low, high } = extent(unsorted);
	const count = 2 ** Math.min(17, Math.max(10, Math.ceil(Math.log2(unsorted.length * 2 + 1))));
	// With `scale` 0 all fall into the first; values beyond the range, which do not occur here, into the last.
	const scale = high > low ? (count - 1) / (high - low) : 0;
	const starts = room.int32(count + 2);
	for (let i = 0; i < unsorted.length; i++) starts[bucketOf(unsorted[i]!, low, scale, count - 1) + 2]!++;
	for (let b = 2; b < starts.length; b++) starts[b] = starts[b]! + starts[b - 1]!;

	// `starts[b + 1]` is the start of bucket b until it is filled, and then its end.
	const values = room.float64(unsorted.length);
	for (let i = 0; i < unsorted.length; i++) {
		values[starts[bucketOf(unsorted[i]!, low, scale, count - 1) + 1]!++] = unsorted[i]!;
	}
	for (let b = 0; b < count; b++) sortRange(values, starts[b]!, starts[b + 1]!);
	return { values, starts: starts.subarray(0, count + 1), low, scale };
}

/** Returns the bucket of a value. Monotone in `value` despite rounding: a lower bucket never holds a greater value. */
export function bucketOf(value: number, low: number, scale: number, last: number): number {
	const bucket = (value - low) * scale;
	return bucket < last ? bucket | 0 : last;
}

/** Returns the least and the greatest value; infinite if there is none. */
export function extent(values: Float64Array): { low: number; high: number } {
	let low = Number.POSITIVE_INFINITY;
	let high = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < values.length; i++) {
		const value = values[i]!;
		if (value < low) low = value;
		if (value > high) high = value;
	}
	return { low, high };
}

function sortRange(values: Float64Array, start: number, end: number): void {
	if (end - start > longBucket) {
		values.subarray(start, end).sort();
		return;
	}
	for (let i = start + 1; i < end; i++) {
		const value = values[i]!;
		let j = i;
		for (; j > start && values[j - 1]! > value; j--) values[j] = values[j - 1]!;
		values[j] = value;
	}
}
