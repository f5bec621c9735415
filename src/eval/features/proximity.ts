import type { Grid } from '../../data/geometry.js';
import { vitSizes } from '../../nn/vit/config.js';
import { sincosPositions } from '../../nn/vit/position.js';
import type { FeatureGrid } from '../items.js';
import { unitFeatures } from './similarity.js';

/** Features without the photo: each patch's place, in the sines and cosines of MAE and MoCo v3 (width 384). */
export function positionFeatures(grid: Grid): FeatureGrid {
	const { width } = vitSizes.small;
	return unitFeatures(sincosPositions(width, grid.rows).subarray(width), grid);
}

/**
 * Adds nearness to features: √share · position joined to √(1 − share) · feature. The cosine of two patches becomes
 * share · that of their positions + (1 − share) · that of their features.
 *
 * @param features of unit length, as are `positions` of the same grid
 * @param share 0 to 1
 */
export function joinPositions(features: FeatureGrid, positions: FeatureGrid, share: number): FeatureGrid {
	const dimensions = features.dimensions + positions.dimensions;
	const patches = features.rows * features.columns;
	const values = new Float64Array(patches * dimensions);
	const put = (from: FeatureGrid, weight: number, at: number) => {
		for (let patch = 0; patch < patches; patch++) {
			for (let d = 0; d < from.dimensions; d++) {
				values[patch * dimensions + at + d] = weight * from.values[patch * from.dimensions + d]!;
			}
		}
	};
	put(features, Math.sqrt(1 - share), 0);
	put(positions, Math.sqrt(share), features.dimensions);
	return { rows: features.rows, columns: features.columns, dimensions, values };
}
