import sharp from 'sharp';
import type { Image } from '../data/items.js';

/** Encodes an image as an 8-bit RGB PNG. */
export function encodePng({ width, height, pixels }: Image): Promise<Buffer> {
	return sharp(pixels, { raw: { width, height, channels: 3 } })
		.png()
		.toBuffer();
}

/** Encodes a mask (height × width of 0 and 1) as an 8-bit grey PNG of 0 and 255. */
export function encodeMaskPng(
	mask: Uint8Array,
	{ width, height }: Pick<Image, 'width' | 'height'>,
): Promise<Buffer> {
	const samples = mask.map((value) => 255 * value);
	return sharp(samples, { raw: { width, height, channels: 1 } })
		.png()
		.toColourspace('b-w')
		.toBuffer();
}
