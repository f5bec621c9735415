import type { Runs } from './runs.js';

/** Factor by which the grid of the outline is finer than the pixels. */
const FINER = 5;
/** Fine column, and fine row, in the middle of a pixel. */
const MIDDLE = (FINER - 1) / 2;

/**
 * Rasterises one polygon as pycocotools does (`rleFrPoly` of its maskApi.c), bit for bit: the outline is
 * drawn on a grid five times finer, and each place where it crosses the middle of a pixel column switches
 * between outside and inside, all the way down in column-major order.
 *
 * @param xy corner coordinates x, y, x, y … in pixels, 0 at the photo's left and top edge; the polygon may
 *   reach beyond the photo
 * @throws {RangeError} for fewer than three corners, half a corner, or a coordinate that is not a number
 */
export function polygonRuns(xy: readonly number[], width: number, height: number): Runs {
	if (xy.length < 6 || xy.length % 2 !== 0) {
		throw new RangeError(`A polygon needs x and y of at least 3 corners, got ${xy.length} numbers`);
	}

	const fine = xy.map((value) => Math.trunc(FINER * value + 0.5));
	const wrong = fine.findIndex((value) => !Number.isSafeInteger(value));
	if (wrong >= 0)
		throw new RangeError(`Number ${wrong} of the polygon, \`${xy[wrong]}\`, is not a coordinate`);

	const crossings: number[] = [];

	for (let corner = 0; corner < fine.length; corner += 2) {
		const next = (corner + 2) % fine.length;
		const line = lineBetween(fine[corner]!, fine[corner + 1]!, fine[next]!, fine[next + 1]!);
		addCrossings(crossings, line, width, height);
	}

	return { width, height, counts: runsBetween(crossings, width * height) };
}

/** Fine points of a line, numbered from its left end if it is flat, else from its upper end: one a step. */
interface Line {
	readonly steps: number;
	/** `true` if each step goes one column to the right; else each goes one row down. */
	readonly flat: boolean;
	readonly xOf: (step: number) => number;
	readonly yOf: (step: number) => number;
}

/** Returns a line, the same in both directions. */
function lineBetween(x0: number, y0: number, x1: number, y1: number): Line {
	const [across, down] = [x1 - x0, y1 - y0];
	const steps = Math.max(Math.abs(across), Math.abs(down));
	const flat = Math.abs(across) >= Math.abs(down);
	const backward = flat ? across < 0 : down < 0;
	const [x, y] = backward ? [x1, y1] : [x0, y0];
	const slope =
		steps === 0 ? 0 : flat ? (backward ? -down : down) / steps : (backward ? -across : across) / steps;
	const alongX = (step: number) => x + step;
	const alongY = (step: number) => y + step;

	return flat
		? { steps, flat, xOf: alongX, yOf: (step) => Math.trunc(y + slope * step + 0.5) }
		: { steps, flat, xOf: (step) => Math.trunc(x + slope * step + 0.5), yOf: alongY };
}

/**
 * Adds the place of each step of a line that crosses the middle of a pixel column of the photo. The columns are
 * counted, not the steps: a corner may lie so far outside that its line has more steps than could ever be walked.
 */
function addCrossings(crossings: number[], line: Line, width: number, height: number): void {
	const [first, last] = [line.xOf(0), line.xOf(line.steps)];
	const left = Math.max(0, Math.ceil((Math.min(first, last) - MIDDLE) / FINER));
	// A crossing is a step from the middle to the next fine column.
	const right = Math.min(width - 1, Math.floor((Math.max(first, last) - 1 - MIDDLE) / FINER));

	for (let column = left; column <= right; column++) {
		const step = stepAcross(line, FINER * column + MIDDLE, first <= last);
		const fineY = Math.min(line.yOf(step), line.yOf(step + 1));
		const row = Math.ceil((fineY - MIDDLE) / FINER);
		crossings.push(column * height + Math.min(Math.max(row, 0), height));
	}
}

/** Returns the step between a fine column and the one right of it; a line crosses each only once. */
function stepAcross({ steps, flat, xOf }: Line, x: number, rightward: boolean): number {
	if (flat) return x - xOf(0);
	let [before, after] = [0, steps];

	while (after - before > 1) {
		const middle = Math.floor((before + after) / 2);
		if (xOf(middle) > x === rightward) after = middle;
		else before = middle;
	}

	return before;
}

/** Run lengths between places that each switch inside and outside; two at one place undo each other. */
function runsBetween(crossings: number[], size: number): number[] {
	const counts: number[] = [];
	const places: number[] = [];

	for (const place of crossings.sort((a, b) => a - b)) {
		if (places.at(-1) === place) places.pop();
		else places.push(place);
	}

	let start = 0;

	for (const place of places) {
		counts.push(place - start);
		start = place;
	}

	if (start < size) counts.push(size - start);

	return counts;
}
