/** A running mean that forgets exponentially, over about a thirtieth of the values; unbiased at the start (as Adam's). */
export function smooth(values: readonly number[]): number[] {
	const keep = 1 - 1 / Math.max(1, values.length / 30);
	let [sum, weight] = [0, 0];
	return values.map((value) => {
		if (!Number.isFinite(value)) return Number.NaN;
		sum = keep * sum + (1 - keep) * value;
		weight = keep * weight + (1 - keep);
		return sum / weight;
	});
}
