import sharp from 'sharp';
import { type Html, html } from './html.js';

/** A picture embedded in the page, lossy and no larger than shown. */
export interface WebPicture {
	readonly width: number;
	readonly height: number;
	/** URL of the data: `data:image/webp;base64,…`. */
	readonly source: string;
}

const mostPixels = 1600;

/** @param file the bytes of any image file, or its path */
export async function webPicture(file: string | Uint8Array): Promise<WebPicture> {
	const { data, info } = await sharp(file)
		.resize({ width: mostPixels, height: mostPixels, fit: 'inside', withoutEnlargement: true })
		.webp({ quality: 82 })
		.toBuffer({ resolveWithObject: true });
	return {
		width: info.width,
		height: info.height,
		source: `data:image/webp;base64,${data.toString('base64')}`,
	};
}

export function image({ width, height, source }: WebPicture, alternative: string): Html {
	return html`<img src="${source}" width="${width}" height="${height}" alt="${alternative}">`;
}
