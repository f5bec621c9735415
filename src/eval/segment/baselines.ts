import type { Grid, Size } from '../../data/geometry.js';
import type { Counts, Prompt, ScoreMap } from '../items.js';
import { countPerPatch, majorityPatches, patchOfPixel, patchSizes } from '../map/patch-grid.js';
import { boundingBox } from '../map/prompts.js';
import { ringsAround } from '../map/rings.js';

/** Counts of the prediction that every pixel is the object's. `labels`: 0 outside, 1 object, 2 ignored. */
export function everything(labels: Uint8Array): Counts {
	let [target, predicted] = [0, 0];
	for (let i = 0; i < labels.length; i++) {
		if (labels[i] === 2) continue;

		predicted++;
		target += labels[i]!;
	}
	return { hits: target, predicted, target };
}

/** Counts of the mask's own bounding box as prediction. */
export function groundTruthBox(mask: Uint8Array, labels: Uint8Array, size: Size): Counts {
	const box = boundingBox(mask, size);
	let [target, predicted] = [0, 0];
	for (let y = 0; y < (box?.height ?? 0); y++) {
		const first = (box!.y + y) * size.width + box!.x;
		const row = everything(labels.subarray(first, first + box!.width));
		target += row.target;
		predicted += row.predicted;
	}
	return { hits: target, predicted, target };
}

/** Counts of the best prediction by whole patches: the pixels of the patches that belong to the object. */
export function gridCeiling(mask: Uint8Array, labels: Uint8Array, size: Size, grid: Grid): Counts {
	const sizes = patchSizes(size, grid);
	const inMask = countPerPatch(mask, size, grid);
	const inTarget = labels === mask ? inMask : countPerPatch(labels, size, grid);
	const ignored = labels === mask ? new Int32Array(sizes.length) : countPerPatch(labels, size, grid, 2);
	let [hits, predicted] = [0, 0];
	for (const j of majorityPatches(inMask, sizes)) {
		hits += inTarget[j]!;
		predicted += sizes[j]! - ignored[j]!;
	}
	return { hits, predicted, target: inTarget.reduce((sum, n) => sum + n, 0) };
}

/**
 * Map of 1 − d/√(HW) at every pixel, where d is its distance to the nearest of the prompt's points: a threshold is a
 * radius. The patches' scores are the same of the distance on their grid, so that those of a ring are equal.
 */
export function discMap({ points }: Prompt, size: Size, grid: Grid): ScoreMap {
	const { width, height } = size;
	const values = new Float64Array(width * height);
	const scale = Math.sqrt(width * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			let square = Number.POSITIVE_INFINITY;
			for (const point of points) square = Math.min(square, (x - point.x) ** 2 + (y - point.y) ** 2);
			values[y * width + x] = 1 - Math.sqrt(square) / scale;
		}
	}
	const centres = points.map((point) => patchOfPixel(point, size, grid));
	const patches = Float64Array.from(ringsAround(centres, grid), (ring) => {
		return 1 - Math.sqrt(ring) / Math.sqrt(grid.rows * grid.columns);
	});
	return { rows: height, columns: width, values, patches };
}
