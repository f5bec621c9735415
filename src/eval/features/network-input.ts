/** Network inputs as published protocols make them from a photo. */
import type { Grid, Size } from '../../data/geometry.js';
import type { Image } from '../../data/items.js';
import { normalise } from '../../data/resampling/normalise.js';
import { resizePixels } from '../../data/resampling/resized-crop.js';
import { resizeNormalised } from './resize-normalised.js';

/** Input of a network, made from a photo. */
export interface NetworkInput {
	readonly grid: Grid;
	/** (rows · patch) × (columns · patch) × 3, normalised, row-major. */
	readonly pixels: Float32Array;
}

/** Input of a photo without content: the mean colour everywhere, which normalisation makes 0. */
export function blankInput(grid: Grid, patch: number): NetworkInput {
	return { grid, pixels: new Float32Array(grid.rows * grid.columns * patch ** 2 * 3) };
}

/** Resizes the whole photo to the patches of `grid`, without keeping its proportions. */
export function resizedInput(image: Image, grid: Grid, patch: number): NetworkInput {
	return { grid, pixels: resizeNormalised(image, grid.columns * patch, grid.rows * patch) };
}

/**
 * Cuts out the middle of a photo as torchvision's `Resize(resize, BICUBIC)` and `CenterCrop(crop)` do with Pillow, to
 * the pixel.
 *
 * @param resize what the shorter side becomes, in px; at least `crop`
 * @param crop px a side
 * @throws {RangeError} when `crop` is no multiple of the patch, or greater than `resize`
 */
export function centralInput(image: Image, resize: number, crop: number, patch: number): NetworkInput {
	if (crop % patch !== 0 || crop > resize) {
		throw new RangeError(
			`\`crop\` must be a multiple of the patch, ${patch} px, and at most \`resize\` ${resize}, got ${crop}`,
		);
	}

	const { width, height } = image;
	// The shorter side is exact; a fraction of a pixel of the longer one is dropped.
	const [newWidth, newHeight] = [
		width <= height ? resize : Math.trunc((resize * width) / height),
		height <= width ? resize : Math.trunc((resize * height) / width),
	];
	const side = crop / patch;
	const pixels = new Float32Array(crop ** 2 * 3);
	normalise(cropCentre(resizePixels(image, newWidth, newHeight), crop), pixels);
	return { grid: { rows: side, columns: side }, pixels };
}

function cropCentre({ width, height, pixels }: Image, crop: number): Uint8Array {
	const [left, top] = [roundHalfEven((width - crop) / 2), roundHalfEven((height - crop) / 2)];
	const cut = new Uint8Array(crop ** 2 * 3);
	for (let y = 0; y < crop; y++) {
		const first = ((top + y) * width + left) * 3;
		cut.set(pixels.subarray(first, first + crop * 3), y * crop * 3);
	}
	return cut;
}

/**
 * Keeps the photo's own size; missing parts of the last patches, at the right and at the bottom, are 0 after
 * normalisation.
 */
export function paddedInput({ width, height, pixels: samples }: Image, patch: number): NetworkInput {
	const grid = { rows: Math.ceil(height / patch), columns: Math.ceil(width / patch) };
	const stride = grid.columns * patch * 3;
	const pixels = new Float32Array(grid.rows * patch * stride);
	for (let y = 0; y < height; y++) {
		normalise(samples.subarray(y * width * 3, (y + 1) * width * 3), pixels, y * stride);
	}
	return { grid, pixels };
}

/** Python's `round`. */
function roundHalfEven(value: number): number {
	return value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value);
}

/**
 * Returns the grid of a photo whose shorter side becomes `side` px, and whose longer side keeps the proportions,
 * rounded down to a multiple of 64. If a side is no multiple of the patch, as many whole patches as fit.
 *
 * @throws {RangeError} when not one patch fits
 */
export function proportionalGrid({ width, height }: Size, side: number, patch: number): Grid {
	const longer = (side * Math.max(width, height)) / Math.min(width, height);
	const across = Math.floor(side / patch);
	const along = Math.floor((Math.floor(longer / 64) * 64) / patch);
	if (across < 1 || along < 1) {
		throw new RangeError(`A side of ${side} px holds no patch of ${patch} px: raise \`side\``);
	}

	return height > width ? { rows: along, columns: across } : { rows: across, columns: along };
}
