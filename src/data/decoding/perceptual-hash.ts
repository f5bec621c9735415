import sharp from 'sharp';
import type { ImageSource } from '../items.js';
import { decodeImage } from './decode.js';

/** Sixty-four bits, as two unsigned 32-bit numbers. */
export type PerceptualHash = readonly [high: number, low: number];

/**
 * Computes the difference hash (dHash; Krawetz 2013): the image is shrunk to 9 × 8 grey pixels, and each bit says
 * whether a pixel is brighter than its right neighbour. Resizing, recompression and another brightness hardly change
 * it; cropping, turning and mirroring do.
 *
 * @throws {Error} when the image can't be decoded
 */
export async function perceptualHash(source: ImageSource, maxPixels: number): Promise<PerceptualHash> {
	const { pixels, width, height } = await decodeImage(source, { orient: true, maxPixels });
	const grey = await sharp(pixels, { raw: { width, height, channels: 3 }, limitInputPixels: maxPixels })
		.resize(9, 8, { fit: 'fill' })
		.greyscale()
		.raw()
		.toBuffer();
	const hash: [number, number] = [0, 0];
	for (let bit = 0; bit < 64; bit++) {
		const at = 9 * (bit >> 3) + (bit & 7);
		const half = bit >> 5;
		hash[half] = ((hash[half]! << 1) | (grey[at]! > grey[at + 1]! ? 1 : 0)) >>> 0;
	}

	return hash;
}

/** Number of the 64 bits in which two hashes differ. */
export function hammingDistance(a: PerceptualHash, b: PerceptualHash): number {
	return ones(a[0] ^ b[0]) + ones(a[1] ^ b[1]);
}

function ones(bits: number): number {
	let x = bits - ((bits >>> 1) & 0x55_55_55_55);
	x = (x & 0x33_33_33_33) + ((x >>> 2) & 0x33_33_33_33);
	return Math.imul((x + (x >>> 4)) & 0x0f_0f_0f_0f, 0x01_01_01_01) >>> 24;
}
