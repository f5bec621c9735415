import type { Image } from '../../src/data/image.js';

/** A busy image that the Python oracles compute too, so that it need not be stored. */
export function patternImage(width: number, height: number): Image {
	const pixels = Uint8Array.from(
		{ length: width * height * 3 },
		(_, i) => (i * 7919 + ((i * i) % 251) * 31) % 256,
	);
	return { width, height, pixels };
}
