import type { Image } from '../data/items.js';
import { glyphHeight, glyphOf, glyphWidth } from './font.js';
import { type Colour, paintPixel } from './paint.js';

export interface Lettering {
	readonly colour: Colour;
	/** Image pixels for each pixel of the letters. */
	readonly scale: number;
}

export function textHeight(scale: number): number {
	return glyphHeight * scale;
}

/** Shortens a text to `width` px by leaving out its middle. */
export function fitText(text: string, width: number, scale: number): string {
	const room = Math.floor(width / scale / (glyphWidth + 1));
	if (text.length <= room) return text;

	const end = Math.max((room - 2) >> 1, 0);
	return `${text.slice(0, Math.max(room - 2 - end, 0))}..${text.slice(text.length - end)}`;
}

/** Writes one line with its upper left corner at (left, top); parts beyond the image are cut off. */
export function drawText(
	image: Image,
	text: string,
	left: number,
	top: number,
	{ colour, scale }: Lettering,
): void {
	for (const [place, character] of [...text].entries()) {
		const glyph = glyphOf(character);
		if (!glyph) continue;

		const x = left + place * (glyphWidth + 1) * scale;
		for (const [i, isSet] of glyph.entries()) {
			if (isSet) {
				const [column, row] = [i % glyphWidth, Math.floor(i / glyphWidth)];
				paintSquare(image, x + column * scale, top + row * scale, scale, colour);
			}
		}
	}
}

function paintSquare(image: Image, left: number, top: number, side: number, colour: Colour): void {
	for (let y = top; y < Math.min(top + side, image.height); y++) {
		for (let x = left; x < Math.min(left + side, image.width); x++) {
			paintPixel(image, y * image.width + x, colour);
		}
	}
}
