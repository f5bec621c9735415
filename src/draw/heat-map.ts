import type { Image } from '../data/items.js';
import { toGrayscale } from '../data/views/colour.js';
import { colourOf } from './colour-map.js';
import { copyImage, paintPixel } from './paint.js';

/** Opacity of the map over the photo, which is grey below it, so that hue alone shows the value. */
const opacity = 0.65;

/** Precomputed colours, more than the shades of 8 bits, since a map has as many pixels as its photo. */
const colours = Array.from({ length: 1024 }, (_, i) => colourOf(i / 1023));

/**
 * Lays a map of colours over a grey photo.
 *
 * @param values height × width, row-major
 * @param range the values that get the first and the last colour; a map that is constant gets the first
 */
export function heatMap(photo: Image, values: Float64Array, [low, high]: readonly [number, number]): Image {
	const image = copyImage(photo);
	toGrayscale(image.pixels);
	const scale = high > low ? 1 / (high - low) : 0;
	for (let i = 0; i < values.length; i++) {
		const value = Math.min(Math.max((values[i]! - low) * scale, 0), 1);
		paintPixel(image, i, colours[Math.round(value * (colours.length - 1))]!, opacity);
	}
	return image;
}
