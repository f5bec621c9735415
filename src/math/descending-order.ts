import { bucketOf, extent, longBucket } from './bucket-sort.js';

/**
 * Returns the places of finite values in descending order, equal ones in any order. Values are first distributed to
 * equal intervals of their range, two a value, so the time is linear in their number if they are spread.
 */
export function descendingOrder(values: Float64Array): Uint32Array {
	const { low, high } = extent(values);
	const last = 2 * values.length;
	const scale = high > low ? last / (high - low) : 0;
	const buckets = new Uint32Array(values.length);
	const starts = new Uint32Array(last + 2); // of each bucket, from the highest on, one place ahead
	for (let i = 0; i < values.length; i++) {
		const bucket = last - bucketOf(values[i]!, low, scale, last);
		buckets[i] = bucket;
		starts[bucket + 1]!++;
	}
	for (let b = 1; b < starts.length; b++) starts[b]! += starts[b - 1]!;

	const order = new Uint32Array(values.length);
	for (let i = 0; i < values.length; i++) order[starts[buckets[i]!]!++] = i;
	// Now `starts[b]` is the end of bucket b.
	for (let b = 0, start = 0; b <= last; b++) {
		const end = starts[b]!;
		if (end - start > 1) sortRange(order, start, end, values);
		start = end;
	}
	return order;
}

function sortRange(order: Uint32Array, start: number, end: number, values: Float64Array): void {
	if (end - start > longBucket) {
		order.subarray(start, end).sort((a, b) => values[b]! - values[a]!);
		return;
	}
	for (let i = start + 1; i < end; i++) {
		const place = order[i]!;
		let j = i;
		for (; j > start && values[order[j - 1]!]! < values[place]!; j--) order[j] = order[j - 1]!;
		order[j] = place;
	}
}
