import type { Image } from '../items.js';
import { type ResampleWeights, resampleWeights, triangle } from './resample-weights.js';

/**
 * Squeezes the whole image to `width` × `height` by antialiased linear interpolation, unrounded: the resize of the
 * evaluation protocol. Equal to torch's `interpolate(mode='bilinear', antialias=True, align_corners=False)` in
 * float64 to 1e-12.
 *
 * @returns height × width × 3 samples in 0..255, row-major, interleaved
 */
export function resizeAntialiased(image: Image, width: number, height: number): Float64Array {
	const rows = resizeRows(image, resampleWeights(image.width, width, triangle));
	return resizeColumns(rows, width * 3, resampleWeights(image.height, height, triangle));
}

function resizeRows(
	{ pixels, width, height }: Image,
	{ taps, first, weights }: ResampleWeights,
): Float64Array {
	const size = first.length;
	const out = new Float64Array(height * size * 3);
	let o = 0;
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < size; x++, o += 3) {
			let source = (y * width + first[x]!) * 3;
			for (let w = x * taps; w < (x + 1) * taps; w++, source += 3) {
				const weight = weights[w]!;
				out[o] = out[o]! + weight * pixels[source]!;
				out[o + 1] = out[o + 1]! + weight * pixels[source + 1]!;
				out[o + 2] = out[o + 2]! + weight * pixels[source + 2]!;
			}
		}
	}
	return out;
}

function resizeColumns(
	rows: Float64Array,
	stride: number,
	{ taps, first, weights }: ResampleWeights,
): Float64Array {
	const size = first.length;
	const out = new Float64Array(size * stride);
	for (let y = 0; y < size; y++) {
		for (let k = 0; k < taps; k++) {
			const weight = weights[y * taps + k]!;
			const source = (first[y]! + k) * stride;
			for (let i = 0; i < stride; i++)
				out[y * stride + i] = out[y * stride + i]! + weight * rows[source + i]!;
		}
	}
	return out;
}
