import type { Grid } from '../../data/geometry.js';
import type { FeatureGrid } from '../items.js';
import { unitFeatures } from './similarity.js';

/**
 * Raw colour as a feature: the mean of the network's input over each patch.
 *
 * @param pixels (rows · patch) × (columns · patch) × 3, normalised, row-major, channels last
 * @param patch pixels a side
 */
export function colourFeatures(pixels: ArrayLike<number>, patch: number, grid: Grid): FeatureGrid {
	const means = new Float64Array(grid.rows * grid.columns * 3);
	const width = grid.columns * patch;
	for (let y = 0; y < grid.rows * patch; y++) {
		for (let x = 0; x < width; x++) {
			const cell = (Math.floor(y / patch) * grid.columns + Math.floor(x / patch)) * 3;
			const i = (y * width + x) * 3;
			for (let c = 0; c < 3; c++) means[cell + c] = means[cell + c]! + pixels[i + c]! / patch ** 2;
		}
	}
	return unitFeatures(means, grid);
}
