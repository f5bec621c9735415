/** The numbers of a histogram, as TensorBoard's `HistogramProto` has them. */
export interface Histogram {
	readonly min: number;
	readonly max: number;
	readonly num: number;
	readonly sum: number;
	readonly sumSquares: number;
	/** The upper ends of the buckets, ascending; bucket i begins where the one before ends, the first at `min`. */
	readonly limits: Float64Array;
	readonly counts: Float64Array;
}

const buckets = 40;

/** Counts values into 40 buckets of equal width; values that are not finite are left out. */
export function histogramOf(values: ArrayLike<number>): Histogram {
	const finite = Float64Array.from(values).filter(Number.isFinite);
	let [min, max, sum, sumSquares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
	for (const value of finite) {
		min = Math.min(min, value);
		max = Math.max(max, value);
		sum += value;
		sumSquares += value ** 2;
	}

	if (finite.length === 0) [min, max] = [0, 0];
	const width = (max - min) / buckets || Number.MIN_VALUE; // All values may be equal.
	const limits = Float64Array.from({ length: buckets }, (_, i) =>
		i + 1 < buckets ? min + (i + 1) * width : max,
	);
	const counts = new Float64Array(buckets);
	for (const value of finite) counts[Math.min(buckets - 1, Math.floor((value - min) / width))]!++;
	return { min, max, num: finite.length, sum, sumSquares, limits, counts };
}
