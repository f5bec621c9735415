import { createHash } from 'node:crypto';
import type { Image } from '../../src/data/items.js';

/** A busy image that the Python oracles compute too, so that it need not be stored. */
export function patternImage(width: number, height: number): Image {
	const pixels = Uint8Array.from(
		{ length: width * height * 3 },
		(_, i) => (i * 7919 + ((i * i) % 251) * 31) % 256,
	);
	return { width, height, pixels };
}

/** 32,768 colours from the whole cube, 256 × 128 pixels, as the oracle `augment.py` makes them. */
export function latticeImage(): Image {
	const samples = (i: number) => [(i >> 10) & 31, (i >> 5) & 31, i & 31].map((s) => (s << 3) | ((s + i) % 8));
	const pixels = Uint8Array.from(Array.from({ length: 32_768 }, (_, i) => samples(i)).flat());
	return { width: 256, height: 128, pixels };
}

export function sha256(pixels: Uint8Array): string {
	return createHash('sha256').update(pixels).digest('hex');
}
