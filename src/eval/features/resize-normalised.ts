import type { Image } from '../../data/items.js';
import { imageNetScale, imageNetShift } from '../../data/resampling/normalise.js';
import { type ResampleWeights, resampleWeights, triangle } from '../../data/resampling/resample-weights.js';
import { type Scratch, wasmScratch } from '../map/scratch.js';

/**
 * Equals `normalise` of `resizeAntialiased`, to the bit.
 *
 * @returns height × width × 3, row-major
 */
export function resizeNormalised(image: Image, width: number, height: number): Float32Array {
	const { pixels } = image;
	const stride = 3 * width;
	const across = resampleWeights(image.width, width, triangle);
	const down = resampleWeights(image.height, height, triangle);
	using scratch = wasmScratch(
		pixels.length + 8 * image.height * stride + 4 * height * stride + weightBytes(across, down),
	);
	const rows = scratch.float64(image.height * stride).byteOffset;
	const out = scratch.float32(height * stride);
	scratch.functions.resizeRows(
		scratch.put(pixels),
		image.width,
		image.height,
		...putWeights(across, scratch),
		width,
		rows,
	);
	scratch.functions.resizeColumns(
		rows,
		stride,
		...putWeights(down, scratch),
		height,
		scratch.put(Float64Array.of(...imageNetScale, ...imageNetScale)),
		scratch.put(Float64Array.of(...imageNetShift, ...imageNetShift)),
		out.byteOffset,
	);
	return out.slice();
}

function putWeights(
	{ first, weights, taps }: ResampleWeights,
	scratch: Scratch,
): [first: number, weights: number, taps: number] {
	return [scratch.put(first), scratch.put(weights), taps];
}

/** Bytes of the tables, including the gaps between arrays. */
function weightBytes(...tables: readonly ResampleWeights[]): number {
	return tables.reduce((sum, { first, weights }) => sum + first.byteLength + weights.byteLength, 2 ** 12);
}
