import type { Box, Grid, Point, Size } from '../../data/geometry.js';
import { squaredDistances } from '../../math/distance.js';
import type { Random } from '../../math/random.js';
import type { Prompt } from '../items.js';
import { patchOfPixel } from './patch-grid.js';
import { pixelScratch } from './scratch.js';

/** Returns the smallest box around the 1s of `mask`, or `undefined` if there are none. */
export function boundingBox(mask: Uint8Array, { width, height }: Size): Box | undefined {
	let [left, right, top, bottom] = [width, -1, height, -1];
	for (let y = 0; y < height; y++) {
		const row = mask.subarray(y * width, (y + 1) * width);
		const first = row.indexOf(1);
		if (first < 0) continue;

		left = Math.min(left, first);
		right = Math.max(right, row.lastIndexOf(1));
		if (top > y) top = y;
		bottom = y;
	}
	return bottom < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * Returns the pixel of the mask farthest from every pixel outside it, where everything beyond the photo's edge is
 * outside; the first in row-major order on ties. SAM's default first click (Kirillov et al. 2023).
 *
 * @throws {RangeError} when the mask is empty
 */
export function centrePoint(mask: Uint8Array, size: Size): Point {
	const box = requireBox(mask, size);
	// The box with a frame of one pixel, which is outside the mask: the distances depend on nothing else.
	const [width, height] = [box.width + 2, box.height + 2];
	using scratch = pixelScratch(width * height);
	const outside = scratch.uint8(width * height).fill(1);
	for (let y = 0; y < box.height; y++) {
		const from = (box.y + y) * size.width + box.x;
		const to = (y + 1) * width + 1;
		for (let x = 0; x < box.width; x++) outside[to + x] = 1 - mask[from + x]!;
	}
	const distances = squaredDistances(outside, width, height, scratch.int32(width * height));
	let best = 0;
	for (let i = 1; i < distances.length; i++) {
		if (distances[i]! > distances[best]!) best = i;
	}
	return { x: box.x + (best % width) - 1, y: box.y + Math.floor(best / width) - 1 };
}

/**
 * Draws a pixel of the mask, each equally likely.
 *
 * @param area the mask's number of 1s
 * @throws {RangeError} when the mask is empty
 */
export function randomPoint(mask: Uint8Array, size: Size, area: number, random: Random): Point {
	let left = Math.floor(random() * area);
	for (let i = mask.indexOf(1); i >= 0; i = mask.indexOf(1, i + 1)) {
		if (left-- === 0) return { x: i % size.width, y: Math.floor(i / size.width) };
	}
	throw emptyMask();
}

/** Returns the prompt of one or several points: the query is the mean of their patches' features. */
export function pointPrompt(points: readonly Point[], size: Size, grid: Grid): Prompt {
	return { points, patches: points.map((point) => patchOfPixel(point, size, grid)) };
}

/**
 * Returns the prompt of the mask's bounding box: the patches whose centres lie in it, or, if none does, the one that
 * holds the box's centre.
 *
 * @throws {RangeError} when the mask is empty
 */
export function boxPrompt(mask: Uint8Array, size: Size, grid: Grid): Prompt {
	const box = requireBox(mask, size);
	const middle = { x: box.x + ((box.width - 1) >> 1), y: box.y + ((box.height - 1) >> 1) };
	const rows = centresWithin(box.y, box.height, size.height, grid.rows);
	const columns = centresWithin(box.x, box.width, size.width, grid.columns);
	const patches = rows.flatMap((row) => columns.map((column) => row * grid.columns + column));
	if (patches.length === 0) return pointPrompt([middle], size, grid);

	return { points: [middle], patches };
}

/** Returns the cells whose centre (c + ½) · pixels / cells lies in [from, from + length). */
function centresWithin(from: number, length: number, pixels: number, cells: number): number[] {
	const found: number[] = [];
	for (let c = 0; c < cells; c++) {
		const centre = (2 * c + 1) * pixels;
		if (centre >= 2 * cells * from && centre < 2 * cells * (from + length)) found.push(c);
	}
	return found;
}

function requireBox(mask: Uint8Array, size: Size): Box {
	const box = boundingBox(mask, size);
	if (!box) throw emptyMask();
	return box;
}

function emptyMask(): RangeError {
	return new RangeError('A mask without a pixel has no prompt: leave the object out.');
}
