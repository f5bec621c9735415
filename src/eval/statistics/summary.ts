import { bootstrap, type Interval, type Statistic } from '../../math/bootstrap.js';
import type { Random } from '../../math/random.js';
import type { Origin } from '../../options/parse.js';

/** A figure with its count, interval and definition. */
export interface Metric {
	/** Value; null if there is nothing to measure. */
	readonly value: number | null;
	/** Number of objects, classes or photos that `value` is a mean of. */
	readonly count: number;
	/** 95% interval by bootstrap over photos; null if it makes no sense. */
	readonly interval: Interval | null;
	readonly definition: string;
}

/** Content of `summary.json` besides the metrics. */
export interface SummaryFrame extends Origin {
	/** Parameters of the measurement: runs with equal protocols may be compared. */
	readonly protocol: Readonly<Record<string, unknown>>;
	/** Description of the measured model. */
	readonly model: Readonly<Record<string, unknown>>;
}

/** A figure to summarise: its value is the statistic with every photo once. */
export interface Figure {
	readonly name: string;
	readonly definition: string;
	readonly count: number;
	readonly statistic: Statistic;
}

/** Figures of a data set, and its photos' names in the order in which their statistics count them. */
export interface PhotoFigures {
	readonly figures: readonly Figure[];
	readonly images: readonly string[];
}

/** Summarises each figure by value and interval, from the same draws of `photos` photos. */
export function summariseFigures(
	photos: number,
	figures: readonly Figure[],
	random: Random,
	draws?: number,
): Record<string, Metric> {
	const once = new Int32Array(photos).fill(1);
	const intervals = bootstrap(
		photos,
		figures.map(({ statistic }) => statistic),
		random,
		draws,
	);
	const metrics = figures.map(({ name, definition, count, statistic }, i): [string, Metric] => {
		const value = statistic(once);
		const isNumber = !Number.isNaN(value);
		return [
			name,
			{
				value: isNumber ? value : null,
				count,
				interval: (isNumber && intervals[i]) || null,
				definition,
			},
		];
	});
	return Object.fromEntries(metrics);
}
