import { bootstrap, type Interval, type Statistic } from '../../math/bootstrap.js';
import type { Random } from '../../math/random.js';
import type { Origin } from '../../run/provenance.js';

/** A number one can trust: how many it is made of, between which it lies, and what it is. */
export interface Metric {
	/** Null where there is nothing to measure. */
	readonly value: number | null;
	/** Objects, classes or photos that `value` is a mean of. */
	readonly count: number;
	/** 95%, by bootstrap over photos; null where it makes no sense. */
	readonly interval: Interval | null;
	readonly definition: string;
}

/** What `summary.json` tells beside the metrics. */
export interface SummaryFrame extends Origin {
	/** How was measured: runs whose protocols are equal may be compared. */
	readonly protocol: Readonly<Record<string, unknown>>;
	/** What was measured. */
	readonly model: Readonly<Record<string, unknown>>;
}

/** A figure to be summarised: its value is the statistic of every photo once. */
export interface Figure {
	readonly name: string;
	readonly definition: string;
	readonly count: number;
	readonly statistic: Statistic;
}

/** The figures of a data set, and its photos' names in the order that their statistics count them. */
export interface PhotoFigures {
	readonly figures: readonly Figure[];
	readonly images: readonly string[];
}

/** Names each figure's value and interval, from the same draws of `photos` photos. */
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
