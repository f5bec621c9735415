import type { Grid, Size } from '../../data/geometry.js';
import { upsampleTo } from '../map/bilinear.js';
import { cellOf } from '../map/patch-grid.js';
import { ScratchMap } from '../map/scratch.js';

/** Share of each label in the patches: one map a label, the background's first, each rows × columns in 0..1. */
export type SoftLabels = readonly Float64Array[];

/**
 * Returns the labels of a frame with known masks: each patch belongs to the object whose mask holds the pixel at its
 * centre, to the last of several.
 *
 * @param masks each height × width, 1 = object
 */
export function labelsOfMasks(
	masks: readonly Uint8Array[],
	{ width, height }: Size,
	{ rows, columns }: Grid,
): SoftLabels {
	const labels = Array.from({ length: masks.length + 1 }, () => new Float64Array(rows * columns));
	for (let row = 0; row < rows; row++) {
		const y = cellOf(row, rows, height);
		for (let column = 0; column < columns; column++) {
			const pixel = y * width + cellOf(column, columns, width);
			labels[masks.findLastIndex((mask) => mask[pixel] === 1) + 1]![row * columns + column] = 1;
		}
	}
	return labels;
}

/**
 * Returns one label for each pixel: every map is enlarged `patch` times by bilinear interpolation and stretched to
 * 0..1, the greatest wins, and the result is resized to the frame's size by nearest neighbour.
 *
 * @returns height × width, 0 = background, k = the k-th object
 */
export function hardLabels(labels: SoftLabels, grid: Grid, patch: number, size: Size): Uint8Array {
	const large = { width: grid.columns * patch, height: grid.rows * patch };
	const best = new Float64Array(large.width * large.height).fill(Number.NEGATIVE_INFINITY);
	const winner = new Uint8Array(best.length);
	using upsampled = new ScratchMap(best.length);
	const map = upsampled.values;
	for (const [label, values] of labels.entries()) {
		upsampled.begin();
		upsampleTo(upsampled, { ...grid, values }, large);
		stretch(map);
		for (let i = 0; i < map.length; i++) {
			if (map[i]! <= best[i]!) continue;

			best[i] = map[i]!;
			winner[i] = label;
		}
	}
	return resizeNearest(winner, large, size);
}

/** Stretches values in place from their least and greatest to 0 and 1; equal ones stay unchanged. */
function stretch(values: Float64Array): void {
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const value of values) {
		if (value < low) low = value;
		if (value > high) high = value;
	}
	if (low === high) return;

	for (let i = 0; i < values.length; i++) values[i] = (values[i]! - low) / (high - low);
}

function resizeNearest(labels: Uint8Array, from: Size, { width, height }: Size): Uint8Array {
	const columns = Int32Array.from({ length: width }, (_, x) => cellOf(x, width, from.width));
	const resized = new Uint8Array(width * height);
	for (let y = 0; y < height; y++) {
		const first = cellOf(y, height, from.height) * from.width;
		for (let x = 0; x < width; x++) resized[y * width + x] = labels[first + columns[x]!]!;
	}
	return resized;
}
