/**
 * Colour operations on RGB uint8 samples, in place. Pixel-exact to Pillow and torchvision's transforms on Pillow
 * images: each operation ends in 8 bits, blends are computed in float32 and cut, not rounded.
 */

const { fround } = Math;

/** Changes the brightness: x → clip(factor · x). */
export function adjustBrightness(pixels: Uint8Array, factor: number): void {
	applyTable(pixels, blendTable(0, factor));
}

/** Blends with the image's mean luma: x → clip(mean + factor · (x − mean)), the mean rounded to an integer. */
export function adjustContrast(pixels: Uint8Array, factor: number): void {
	let sum = 0;
	for (let i = 0; i < pixels.length; i += 3) sum += luma(pixels[i]!, pixels[i + 1]!, pixels[i + 2]!);
	applyTable(pixels, blendTable(Math.floor((sum * 3) / pixels.length + 0.5), factor));
}

/** Blends each pixel with its own luma: x → clip(luma + factor · (x − luma)). */
export function adjustSaturation(pixels: Uint8Array, factor: number): void {
	const scaled = Float32Array.from({ length: 511 }, (_, i) => fround(factor) * (i - 255));
	for (let i = 0; i < pixels.length; i += 3) {
		const grey = luma(pixels[i]!, pixels[i + 1]!, pixels[i + 2]!);
		pixels[i] = cut(fround(grey + scaled[pixels[i]! - grey + 255]!));
		pixels[i + 1] = cut(fround(grey + scaled[pixels[i + 1]! - grey + 255]!));
		pixels[i + 2] = cut(fround(grey + scaled[pixels[i + 2]! - grey + 255]!));
	}
}

/** Replaces each pixel by its luma, in three equal channels. */
export function toGrayscale(pixels: Uint8Array): void {
	for (let i = 0; i < pixels.length; i += 3) {
		const grey = luma(pixels[i]!, pixels[i + 1]!, pixels[i + 2]!);
		pixels[i] = grey;
		pixels[i + 1] = grey;
		pixels[i + 2] = grey;
	}
}

/** Inverts the bright half of the range: x ≥ 128 → 255 − x. */
export function solarise(pixels: Uint8Array): void {
	for (let i = 0; i < pixels.length; i++) {
		if (pixels[i]! >= 128) pixels[i] = 255 - pixels[i]!;
	}
}

/** ITU-R 601-2 luma in 16-bit fixed point. */
function luma(r: number, g: number, b: number): number {
	return (r * 19595 + g * 38470 + b * 7471 + 0x80_00) >> 16;
}

function blendTable(from: number, factor: number): Uint8Array {
	return Uint8Array.from({ length: 256 }, (_, x) => cut(fround(from + fround(fround(factor) * (x - from)))));
}

function applyTable(pixels: Uint8Array, table: Uint8Array): void {
	for (let i = 0; i < pixels.length; i++) pixels[i] = table[pixels[i]!]!;
}

function cut(x: number): number {
	return x <= 0 ? 0 : x >= 255 ? 255 : x | 0;
}
