import type { Image } from '../data/items.js';
import { resizeAntialiased } from '../data/resampling/resize.js';
import { blankImage, paintImage } from './paint.js';

/** Repeats each pixel `times` times in both directions, so that small images are shown without smoothing. */
export function magnify({ width, height, pixels }: Image, times: number): Image {
	const out = blankImage(width * times, height * times, [0, 0, 0]);
	let o = 0;
	for (let y = 0; y < out.height; y++) {
		for (let x = 0; x < out.width; x++) {
			const from = (Math.floor(y / times) * width + Math.floor(x / times)) * 3;
			for (let c = 0; c < 3; c++) out.pixels[o++] = pixels[from + c]!;
		}
	}
	return out;
}

/** Resizes the whole image, in its proportions, to the largest size that fits into `width` × `height` px. */
export function fitInto(image: Image, width: number, height: number): Image {
	const scale = Math.min(width / image.width, height / image.height);
	const columns = Math.max(1, Math.round(image.width * scale));
	const rows = Math.max(1, Math.round(image.height * scale));
	const pixels = Uint8Array.from(resizeAntialiased(image, columns, rows), Math.round);
	return { width: columns, height: rows, pixels };
}

/** Arranges images row by row in a square of `side` px, each as large as fits. */
export function mosaic(images: readonly Image[], side: number): Image {
	const across = Math.ceil(Math.sqrt(images.length));
	const cell = Math.floor(side / across);
	const out = blankImage(side, side, [255, 255, 255]);
	for (const [index, image] of images.entries()) {
		const [column, row] = [index % across, Math.floor(index / across)];
		paintImage(out, fitInto(image, cell - 1, cell - 1), column * cell, row * cell);
	}
	return out;
}
