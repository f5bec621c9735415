import type { Point } from '../data/geometry.js';
import type { Image } from '../data/items.js';
import { type Colour, paintPixel } from './paint.js';

/** White and black: one of the two stands out on any photo. */
const inner: Colour = [255, 255, 255];
const rim: Colour = [0, 0, 0];

/** Draws a white dot with a black rim, a fiftieth of the photo's shorter side in radius, centred on a pixel. */
export function drawMarker(image: Image, { x, y }: Point): void {
	const radius = Math.max(3, Math.min(image.width, image.height) / 50);
	const reach = Math.ceil(1.5 * radius);
	for (let row = Math.max(0, y - reach); row <= Math.min(image.height - 1, y + reach); row++) {
		for (let column = Math.max(0, x - reach); column <= Math.min(image.width - 1, x + reach); column++) {
			const distance = Math.hypot(column - x, row - y);
			const pixel = row * image.width + column;
			paintPixel(image, pixel, rim, coverage(1.5 * radius - distance));
			paintPixel(image, pixel, inner, coverage(radius - distance));
		}
	}
}

/** Share of a pixel inside a disc whose edge passes `inside` px beyond the pixel's centre. */
function coverage(inside: number): number {
	return Math.min(Math.max(inside + 0.5, 0), 1);
}
