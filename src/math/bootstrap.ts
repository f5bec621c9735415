import type { Random } from './random.js';

/** Lower and upper end of a 95% interval. */
export type Interval = readonly [number, number];

/**
 * A statistic of a sample in which photo i occurs `times[i]` times; NaN if the sample has none. Each sample has its
 * own array.
 */
export type Statistic = (times: Int32Array) => number;

/**
 * Percentile bootstrap over photos (Efron 1979): draws as many photos as there are, with replacement, and takes the
 * 2.5th and 97.5th percentile of each statistic over the draws. All statistics see the same draws.
 *
 * @returns an interval a statistic; undefined where no draw had a value
 */
export function bootstrap(
	photos: number,
	statistics: readonly Statistic[],
	random: Random,
	draws = 2000,
): (Interval | undefined)[] {
	const values = statistics.map(() => [] as number[]);
	for (let draw = 0; draw < draws; draw++) {
		const times = new Int32Array(photos);
		for (let i = 0; i < photos; i++) times[Math.floor(random() * photos)]!++;
		for (const [s, statistic] of statistics.entries()) {
			const value = statistic(times);
			if (!Number.isNaN(value)) values[s]!.push(value);
		}
	}
	return values.map(percentileInterval);
}

function percentileInterval(values: number[]): Interval | undefined {
	if (values.length === 0) return undefined;

	const sorted = Float64Array.from(values).sort();
	return [percentile(sorted, 0.025), percentile(sorted, 0.975)];
}

/** Linear interpolation between order statistics, numpy's default. */
function percentile(sorted: Float64Array, share: number): number {
	const place = share * (sorted.length - 1);
	const low = Math.floor(place);
	const value = sorted[low]!;
	return low + 1 < sorted.length ? value + (place - low) * (sorted[low + 1]! - value) : value;
}
