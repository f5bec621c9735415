import type { Runs } from './runs.js';

type Interval = readonly [start: number, end: number];

/** Unites masks of one size, without a pixel of them being drawn. */
export function uniteRuns(parts: readonly Runs[], width: number, height: number): Runs {
	if (parts.length === 1) return parts[0]!;
	const counts: number[] = [];
	let place = 0;

	for (const [start, end] of joined(parts.flatMap(intervalsOf))) {
		counts.push(start - place, end - start);
		place = end;
	}

	if (place < width * height) counts.push(width * height - place);

	return { width, height, counts };
}

/** Returns the places of the ones, each end excluded. */
function intervalsOf({ counts }: Runs): Interval[] {
	const intervals: Interval[] = [];
	let start = 0;

	for (const [run, count] of counts.entries()) {
		if (run % 2 === 1 && count > 0) intervals.push([start, start + count]);
		start += count;
	}

	return intervals;
}

/** Joins intervals that overlap or touch, in order. */
function joined(intervals: Interval[]): Interval[] {
	const result: Interval[] = [];

	for (const [start, end] of intervals.sort((a, b) => a[0] - b[0])) {
		const last = result.at(-1);
		if (last && start <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], end)];
		else result.push([start, end]);
	}

	return result;
}
