/** The ways in which published protocols bring a photo to what a network takes. */
import type { Image } from '../data/image.js';
import { normalise } from '../data/normalise.js';
import { resizeAntialiased } from '../data/resize.js';
import type { Grid } from './items.js';
import type { Size } from './patches.js';

export interface NetworkInput {
	readonly grid: Grid;
	/** (rows · patch) × (columns · patch) × 3, normalised, row-major. */
	readonly pixels: Float32Array;
}

/** A photo without content: of the mean colour everywhere, which normalisation makes 0. */
export function blankInput(grid: Grid, patch: number): NetworkInput {
	return { grid, pixels: new Float32Array(grid.rows * grid.columns * patch ** 2 * 3) };
}

/** The whole photo, resized to the patches of `grid`, whatever its proportions. */
export function resizedInput(image: Image, grid: Grid, patch: number): NetworkInput {
	const pixels = new Float32Array(grid.rows * grid.columns * patch ** 2 * 3);
	normalise(resizeAntialiased(image, grid.columns * patch, grid.rows * patch), pixels);
	return { grid, pixels };
}

/**
 * The patches of a photo whose shorter side becomes `side` px and its longer one as many as its proportions ask, down
 * to a multiple of 64. Where a side is no multiple of the patch, as many whole patches as fit.
 *
 * @throws {RangeError} when not one patch fits
 */
export function proportionalGrid({ width, height }: Size, side: number, patch: number): Grid {
	const longer = (side * Math.max(width, height)) / Math.min(width, height);
	const across = Math.floor(side / patch);
	const along = Math.floor((Math.floor(longer / 64) * 64) / patch);
	if (across < 1 || along < 1) {
		throw new RangeError(`A side of ${side} px holds no patch of ${patch} px: raise \`size\``);
	}

	return height > width ? { rows: along, columns: across } : { rows: across, columns: along };
}
