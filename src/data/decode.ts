import sharp from 'sharp';
import type { Image } from './image.js';

/** Larger images are refused: decoded, one of this many pixels takes 300 MB. */
const MAX_PIXELS = 100e6;

// libvips' cache goes by file name: for WebP it answers with what a file held before it was replaced or damaged.
sharp.cache(false);

/**
 * Decodes an image file (JPEG, PNG, WebP, GIF, TIFF, AVIF; by its content, not its name) to RGB.
 *
 * Embedded colour profiles are ignored, as in the usual training code; grey is copied to three channels; CMYK and
 * 16-bit samples become 8-bit sRGB; transparent parts are laid on black; of an animation the first frame is taken.
 *
 * @param orient whether to turn the image upright by its EXIF orientation
 * @throws {Error} when the file is missing, damaged, cut short, not an image, or of more than 100 million pixels
 */
export async function decodeImage(path: string, { orient }: { readonly orient: boolean }): Promise<Image> {
	const image = sharp(path, {
		ignoreIcc: true,
		failOn: 'error',
		limitInputPixels: MAX_PIXELS,
		autoOrient: orient,
		sequentialRead: true,
	});
	try {
		const { data, info } = await image
			.flatten()
			.toColourspace('srgb')
			.raw()
			.toBuffer({ resolveWithObject: true });
		const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length);
		return { width: info.width, height: info.height, pixels };
	} catch (error) {
		throw decodeError(path, error as Error);
	}
}

function decodeError(path: string, cause: Error): Error {
	const [reason, remedy] = explain(cause.message);
	return new Error(`\`${path}\` cannot be decoded: ${reason}. ${remedy}`, { cause });
}

function explain(message: string): [reason: string, remedy: string] {
	if (message.startsWith('Input file is missing')) {
		return ['it does not exist', 'Was it moved after the files were listed?'];
	}
	if (message.includes('unsupported image format')) {
		return [
			'it is empty or of no known format',
			'Convert it to JPEG, PNG, WebP, GIF, TIFF or AVIF, or remove it.',
		];
	}
	if (message.includes('exceeds pixel limit')) {
		return [`it has more than ${MAX_PIXELS / 1e6} million pixels`, 'Make it smaller, or remove it.'];
	}
	// libvips keeps one error text for all threads, so this may be another image's, or `Unknown error`.
	return [`it is damaged or cut short (${message.trim().split('\n')[0]})`, 'Get it again, or remove it.'];
}
