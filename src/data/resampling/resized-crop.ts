import type { Image } from '../items.js';
import type { Crop } from './crop.js';
import { cubic, type Kernel, type ResampleWeights, resampleWeights } from './resample-weights.js';

// Weights as integers: 22 bits of fraction leave room in 32 for a sample of 8 bits and the kernel's overshoot.
const FRACTION = 22;
const HALF = 1 << (FRACTION - 1);

/**
 * Cuts `crop` out of the image and resizes it to `size` × `size` by antialiased interpolation, bicubic (a = −0.5)
 * unless another `kernel` is given. Pixel-exact to Pillow's `image.crop(…).resize(…)`: rows first, then columns,
 * each pass rounded to 8 bits with weights of 22 bits; pixels outside the crop have no influence. (Pillow 13 takes
 * the columns of some tall crops first, to save time; the recipes' results were made with older versions.)
 */
export function resizedCrop(image: Image, crop: Crop, size: number, kernel: Kernel = cubic): Image {
	const rows = resampleRows(image, crop, resampleWeights(crop.width, size, kernel));
	const pixels = resampleColumns(rows, size * 3, resampleWeights(crop.height, size, kernel));
	return { width: size, height: size, pixels };
}

/** Resizes the whole image as `resizedCrop` does its crop, without keeping proportions: Pillow's `image.resize(…)`. */
export function resizePixels(image: Image, width: number, height: number, kernel: Kernel = cubic): Image {
	const whole = { left: 0, top: 0, width: image.width, height: image.height };
	const rows = resampleRows(image, whole, resampleWeights(image.width, width, kernel));
	const pixels = resampleColumns(rows, width * 3, resampleWeights(image.height, height, kernel));
	return { width, height, pixels };
}

function resampleRows(
	{ pixels, width }: Image,
	crop: Crop,
	{ taps, first, weights }: ResampleWeights,
): Uint8Array {
	const size = first.length;
	const out = new Uint8ClampedArray(crop.height * size * 3);
	const integers = fixedPoint(weights);
	let o = 0;
	for (let y = 0; y < crop.height; y++) {
		const row = (crop.top + y) * width + crop.left;
		for (let x = 0; x < size; x++, o += 3) {
			let source = (row + first[x]!) * 3;
			let [r, g, b] = [HALF, HALF, HALF];
			for (let k = x * taps; k < (x + 1) * taps; k++, source += 3) {
				const weight = integers[k]!;
				r = (r + Math.imul(weight, pixels[source]!)) | 0;
				g = (g + Math.imul(weight, pixels[source + 1]!)) | 0;
				b = (b + Math.imul(weight, pixels[source + 2]!)) | 0;
			}
			out[o] = r >> FRACTION;
			out[o + 1] = g >> FRACTION;
			out[o + 2] = b >> FRACTION;
		}
	}
	return new Uint8Array(out.buffer);
}

function resampleColumns(
	rows: Uint8Array,
	stride: number,
	{ taps, first, weights }: ResampleWeights,
): Uint8Array {
	const size = first.length;
	const out = new Uint8ClampedArray(size * stride);
	const integers = fixedPoint(weights);
	const sums = new Int32Array(stride);
	for (let y = 0; y < size; y++) {
		sums.fill(HALF);
		// Two taps at a time: this pass is bound by its loads and stores of `sums`.
		for (let k = 0; k < taps; k += 2) {
			const weight = integers[y * taps + k]!;
			const source = (first[y]! + k) * stride;
			const next = k + 1 < taps ? source + stride : source;
			const nextWeight = k + 1 < taps ? integers[y * taps + k + 1]! : 0;
			for (let i = 0; i < stride; i++) {
				sums[i] = sums[i]! + Math.imul(weight, rows[source + i]!) + Math.imul(nextWeight, rows[next + i]!);
			}
		}
		for (let i = 0; i < stride; i++) out[y * stride + i] = sums[i]! >> FRACTION;
	}
	return new Uint8Array(out.buffer);
}

/** Weights as integers with 22 bits of fraction, rounded half away from zero, as Pillow does. */
export function fixedPoint(weights: Float64Array): Int32Array {
	const integers = new Int32Array(weights.length);
	for (let i = 0; i < weights.length; i++)
		integers[i] = weights[i]! * 2 ** FRACTION + Math.sign(weights[i]!) / 2;
	return integers;
}
