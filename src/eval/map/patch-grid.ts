import type { Grid, Point, Size } from '../../data/geometry.js';

/** Index (row-major) of the patch that holds the centre of pixel (x, y), in integer arithmetic. */
export function patchOfPixel({ x, y }: Point, { width, height }: Size, { rows, columns }: Grid): number {
	return cellOf(y, height, rows) * columns + cellOf(x, width, columns);
}

/** Index of the cell that holds the centre of pixel `i` of `pixels`, along one axis, in integer arithmetic. */
export function cellOf(i: number, pixels: number, cells: number): number {
	return Math.floor(((2 * i + 1) * cells) / (2 * pixels));
}

/** Number of pixels of `mask` (height × width) in each patch that equal `value`: rows × columns, row-major. */
export function countPerPatch(mask: Uint8Array, { width, height }: Size, grid: Grid, value = 1): Int32Array {
	const counts = new Int32Array(grid.rows * grid.columns);
	const columns = Int32Array.from({ length: width }, (_, x) => cellOf(x, width, grid.columns));
	for (let y = 0; y < height; y++) {
		const first = cellOf(y, height, grid.rows) * grid.columns;
		const row = mask.subarray(y * width, (y + 1) * width);
		for (let x = 0; x < width; x++) {
			if (row[x] === value) counts[first + columns[x]!]!++;
		}
	}
	return counts;
}

/** Number of pixels of each patch. */
export function patchSizes({ width, height }: Size, { rows, columns }: Grid): Int32Array {
	const widths = cellSizes(width, columns);
	const heights = cellSizes(height, rows);
	return Int32Array.from({ length: rows * columns }, (_, j) => {
		return heights[Math.floor(j / columns)]! * widths[j % columns]!;
	});
}

function cellSizes(pixels: number, cells: number): Int32Array {
	const sizes = new Int32Array(cells);
	for (let i = 0; i < pixels; i++) sizes[cellOf(i, pixels, cells)]!++;
	return sizes;
}

/** Returns the label of each patch, by the majority of its pixels: 0 background, 1 object, 2 ignored. */
export function labelPatches(
	mask: Uint8Array,
	ignored: Uint8Array | undefined,
	size: Size,
	grid: Grid,
): Uint8Array {
	const labels = new Uint8Array(grid.rows * grid.columns);
	const sizes = patchSizes(size, grid);
	for (const j of majorityPatches(countPerPatch(mask, size, grid), sizes)) labels[j] = 1;
	if (!ignored) return labels;

	for (const j of majorityPatches(countPerPatch(ignored, size, grid), sizes)) labels[j] = 2;
	return labels;
}

/** Returns the patches with more than half of their pixels counted: those that belong to an object. */
export function majorityPatches(counts: Int32Array, sizes: Int32Array): number[] {
	const patches: number[] = [];
	for (let j = 0; j < counts.length; j++) {
		if (2 * counts[j]! > sizes[j]!) patches.push(j);
	}
	return patches;
}
