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
	let [lastX, lastY] = [fine[0]!, fine[1]!];

	for (let corner = 0; corner < fine.length; corner += 2) {
		const next = (corner + 2) % fine.length;

		walkLine(fine[corner]!, fine[corner + 1]!, fine[next]!, fine[next + 1]!, (x, y) => {
			if (x !== lastX) {
				const pixel = crossedPixel(Math.min(x, lastX), Math.min(y, lastY), width, height);
				if (pixel !== undefined) crossings.push(pixel);
			}

			lastX = x;
			lastY = y;
		});
	}

	return { width, height, counts: runsBetween(crossings, width * height) };
}

/** Visits each fine point of a line in order, both ends included, one for each step along its longer side. */
function walkLine(
	x0: number,
	y0: number,
	x1: number,
	y1: number,
	visit: (x: number, y: number) => void,
): void {
	const [across, down] = [x1 - x0, y1 - y0];
	const steps = Math.max(Math.abs(across), Math.abs(down));
	const flat = Math.abs(across) >= Math.abs(down);
	// The line is always computed from its left (or upper) end, so that both directions give the same points.
	const backward = flat ? across < 0 : down < 0;
	const [x, y] = backward ? [x1, y1] : [x0, y0];
	const slope =
		steps === 0 ? 0 : flat ? (backward ? -down : down) / steps : (backward ? -across : across) / steps;

	for (let step = 0; step <= steps; step++) {
		const t = backward ? steps - step : step;
		if (flat) visit(x + t, Math.trunc(y + slope * t + 0.5));
		else visit(Math.trunc(x + slope * t + 0.5), y + t);
	}
}

/** Column-major index of the first pixel below a crossing, if it lies in the middle of a pixel column. */
function crossedPixel(fineX: number, fineY: number, width: number, height: number): number | undefined {
	const column = (fineX - MIDDLE) / FINER;
	if (!Number.isInteger(column) || column < 0 || column >= width) return undefined;
	const row = Math.ceil((fineY - MIDDLE) / FINER);

	return column * height + Math.min(Math.max(row, 0), height);
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
