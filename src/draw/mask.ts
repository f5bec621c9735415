import type { Image } from '../data/items.js';
import { squaredDistances } from '../math/distance.js';
import { type Colour, paintPixel } from './paint.js';

/** Lays a colour over the pixels where `mask` (height × width) is 1. */
export function paintMask(image: Image, mask: Uint8Array, colour: Colour, opacity: number): void {
	for (let i = 0; i < mask.length; i++) {
		if (mask[i] === 1) paintPixel(image, i, colour, opacity);
	}
}

/**
 * Draws the inner edge of a mask, none along the photo's own edge.
 *
 * @param mask height × width
 * @param width of the line in px
 */
export function drawOutline(image: Image, mask: Uint8Array, colour: Colour, width: number): void {
	const outside = mask.map((value) => 1 - value);
	const distances = squaredDistances(outside, image.width, image.height);
	for (let i = 0; i < mask.length; i++) {
		if (mask[i] === 1 && distances[i]! <= width ** 2) paintPixel(image, i, colour);
	}
}
