import type { Image } from '../data/items.js';

/** Red, green and blue in 0..255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** An image of one colour. */
export function blankImage(width: number, height: number, colour: Colour): Image {
	const pixels = new Uint8Array(width * height * 3);
	const isGrey = colour[0] === colour[1] && colour[1] === colour[2];
	if (isGrey) pixels.fill(colour[0]);
	else for (let i = 0; i < pixels.length; i++) pixels[i] = colour[i % 3]!;
	return { width, height, pixels };
}

/** Copies an image to draw on: functions named `draw…` or `paint…` in this folder draw in place. */
export function copyImage({ width, height, pixels }: Image): Image {
	return { width, height, pixels: pixels.slice() };
}

/**
 * Lays a colour over one pixel.
 *
 * @param pixel row-major index
 * @param opacity 0 leaves the pixel as it is, 1 replaces it
 */
export function paintPixel({ pixels }: Image, pixel: number, colour: Colour, opacity = 1): void {
	for (let c = 0; c < 3; c++) {
		const before = pixels[pixel * 3 + c]!;
		pixels[pixel * 3 + c] = Math.round(before + opacity * (colour[c]! - before));
	}
}

/** Copies `picture` with its upper left corner at (left, top); parts beyond the image are cut off. */
export function paintImage(image: Image, picture: Image, left: number, top: number): void {
	const width = Math.min(picture.width, image.width - left);
	const height = Math.min(picture.height, image.height - top);
	for (let y = 0; y < height; y++) {
		const from = y * picture.width * 3;
		const to = ((top + y) * image.width + left) * 3;
		image.pixels.set(picture.pixels.subarray(from, from + width * 3), to);
	}
}
