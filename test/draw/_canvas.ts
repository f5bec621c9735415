import type { Image } from '../../src/data/items.js';
import { blankImage, type Colour } from '../../src/draw/paint.js';

export const black: Colour = [0, 0, 0];

export function canvas(width: number, height: number, colour = black): Image {
	return blankImage(width, height, colour);
}

/** Which pixels have a colour, as rows of text, `#` = yes. */
export function drawn({ width, pixels }: Image, colour: Colour): string[] {
	const rows: string[] = [];
	for (let i = 0; i < pixels.length; i += 3 * width) {
		const row = Array.from({ length: width }, (_, x) =>
			colour.every((sample, c) => pixels[i + 3 * x + c] === sample) ? '#' : '.',
		);
		rows.push(row.join(''));
	}
	return rows;
}

export function pixelAt({ width, pixels }: Image, x: number, y: number): number[] {
	const first = (y * width + x) * 3;
	return [...pixels.subarray(first, first + 3)];
}
