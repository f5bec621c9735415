/** Speed of a run, and its remaining time. */
import type { Progress } from '../../flow/sink.js';

export interface Pace {
	/** Units a second over the last half minute; `undefined` until two points are known. */
	readonly rate: number | undefined;
	/** Seconds until `total` is reached; `undefined` if either is unknown. */
	readonly remaining: number | undefined;
}

const windowSeconds = 30;
const sampleSeconds = 0.2;

/**
 * Returns a function to be told, at a time in seconds, how much is done. The first point counts as the start,
 * so neither a slow set-up nor a resumed run's earlier work distorts the rate.
 */
export function createPace(): (progress: Progress, time: number) => Pace {
	let points: readonly { readonly done: number; readonly time: number }[] = [];

	return ({ done, total }, time) => {
		const last = points.at(-1);
		if (last === undefined || time - last.time >= sampleSeconds) {
			points = [...points, { done, time }];
		}

		// The newest point outside the window stays, so that a slow run has two points as well.
		const start = points.findLastIndex((point) => time - point.time > windowSeconds);
		points = points.slice(Math.max(0, start));
		const first = points[0]!;
		const rate = time > first.time ? (done - first.done) / (time - first.time) : undefined;
		const remaining = total !== undefined && rate ? Math.max(0, total - done) / rate : undefined;
		return { rate, remaining };
	};
}
