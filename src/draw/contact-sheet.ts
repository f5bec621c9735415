import type { Image } from '../data/items.js';
import { blankImage, type Colour, paintImage } from './paint.js';
import { drawText, fitText, textHeight } from './text.js';

export interface ContactSheet {
	/** Headings of the columns. */
	readonly columns: readonly string[];
	readonly rows: readonly ContactSheetRow[];
}

/** One cell a column. */
export type ContactSheetRow = readonly Cell[];

/** One picture of a contact sheet, with its caption. */
export interface Cell {
	/** Text above the image. */
	readonly caption: string;
	readonly image: Image;
}

const paper: Colour = [255, 255, 255];
const headingColour: Colour = [0, 0, 0];
const captionColour: Colour = [110, 110, 110];
const scale = 2;
const gap = 8;
const line = textHeight(scale) + gap;

/** Lays images out in rows, each with its caption, centred in cells as large as the largest of them. */
export function contactSheet({ columns, rows }: ContactSheet): Image {
	const images = rows.flat().map(({ image }) => image);
	const width = Math.max(...images.map((image) => image.width));
	const height = Math.max(...images.map((image) => image.height));
	const rowHeight = line + height + gap;
	const sheet = blankImage(gap + columns.length * (width + gap), gap + line + rows.length * rowHeight, paper);

	const write = (text: string, left: number, top: number, colour: Colour) =>
		drawText(sheet, fitText(text, width, scale), left, top, { colour, scale });
	for (const [column, heading] of columns.entries()) {
		const left = gap + column * (width + gap);
		write(heading, left, gap, headingColour);
		for (const [row, cells] of rows.entries()) {
			const top = gap + line + row * rowHeight;
			const { caption, image } = cells[column]!;
			write(caption, left, top, captionColour);
			const [marginX, marginY] = [(width - image.width) >> 1, (height - image.height) >> 1];
			paintImage(sheet, image, left + marginX, top + line + marginY);
		}
	}
	return sheet;
}
