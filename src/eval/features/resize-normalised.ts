import type { Image } from '../../data/items.js';
import { imageNetScale, imageNetShift } from '../../data/resampling/normalise.js';
import { type ResampleWeights, resampleWeights, triangle } from '../../data/resampling/resample-weights.js';
import { board } from '../map/scratch.js';

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
	board.clear(pixels.length + 8 * image.height * stride + 4 * height * stride + weightBytes(across, down));
	const rows = board.float64(image.height * stride).byteOffset;
	const out = board.float32(height * stride);
	board.functions.resizeRows(
		board.put(pixels),
		image.width,
		image.height,
		...putWeights(across),
		width,
		rows,
	);
	board.functions.resizeColumns(
		rows,
		stride,
		...putWeights(down),
		height,
		board.put(Float64Array.of(...imageNetScale, ...imageNetScale)),
		board.put(Float64Array.of(...imageNetShift, ...imageNetShift)),
		out.byteOffset,
	);
	return out.slice();
}

function putWeights({
	first,
	weights,
	taps,
}: ResampleWeights): [first: number, weights: number, taps: number] {
	return [board.put(first), board.put(weights), taps];
}

/** Bytes of the tables, including the gaps between arrays. */
function weightBytes(...tables: readonly ResampleWeights[]): number {
	return tables.reduce((sum, { first, weights }) => sum + first.byteLength + weights.byteLength, 2 ** 12);
}
