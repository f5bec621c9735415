import sharp from 'sharp';
import { getFromGitLfs, isGitLfsPointer } from '../../files/git-lfs.js';
import type { Image, ImageSource } from '../items.js';
import { isKnownFormat } from './image-format.js';
import { readImage } from './read-image.js';

/** Default limit of an image's pixels. Decoded, such an image takes 300 MB. */
export const defaultMaxPixels = 100e6;

/** Bytes a pixel of an image stored without compression: 16 bits, four channels. */
const mostBytesPerPixel = 8;
const mostMetadata = 64e6;

// libvips' cache takes memory and does not help photos that are read once a pass.
sharp.cache(false);

/**
 * Decodes an image (JPEG, PNG, WebP, GIF, TIFF, AVIF; by its content, not its name) to RGB.
 *
 * Embedded colour profiles are ignored, as in the usual training code; grey is copied to three channels; CMYK and
 * 16-bit samples become 8-bit sRGB; transparent parts are laid on black; of an animation the first frame is taken.
 *
 * @param source the path of a file, or where in an archive it is
 * @param orient whether to turn the image upright by its EXIF orientation
 * @param maxPixels how large an image may be
 * @throws {Error} when the file is missing or no regular file, may not be read, is damaged, cut short, not an image, or
 *   of more than `maxPixels` pixels
 */
export async function decodeImage(
	source: string | ImageSource,
	{ orient, maxPixels = defaultMaxPixels }: { readonly orient: boolean; readonly maxPixels?: number },
): Promise<Image> {
	const image = typeof source === 'string' ? { path: source } : source;
	try {
		const bytes = await readImage(image, mostBytesPerPixel * maxPixels + mostMetadata);
		checkFormat(bytes);
		checkEnd(bytes);
		await checkDepth(bytes, maxPixels);
		return await decodeBytes(bytes, orient, maxPixels);
	} catch (cause) {
		throw new Error(`\`${image.path}\` cannot be decoded: ${(cause as Error).message}`, { cause });
	}
}

async function decodeBytes(bytes: Buffer, orient: boolean, maxPixels: number): Promise<Image> {
	const image = sharp(bytes, {
		ignoreIcc: true,
		failOn: 'error',
		limitInputPixels: maxPixels,
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
	} catch (cause) {
		throw new Error(await explain(bytes, maxPixels, (cause as Error).message), { cause });
	}
}

function checkFormat(bytes: Buffer): void {
	if (bytes.length === 0) throw new Error('it is empty. Get it again, or remove it.');
	if (isKnownFormat(bytes)) return;
	if (isGitLfsPointer(bytes)) throw new Error(`it ${getFromGitLfs}.`);
	// The beginning reveals a web page in the place of a photo.
	const beginning = bytes.toString('latin1', 0, 32).replace(/[^ -~]+/g, '…');
	throw new Error(
		`it is of no known format (it begins with \`${beginning}\`). Convert it to JPEG, PNG, WebP, GIF, TIFF or AVIF, ` +
			'or remove it.',
	);
}

/** Samples of one and two bytes have a range that is known; others would all become black or white. */
const knownDepths: readonly unknown[] = ['uchar', 'ushort', undefined];

/** Checks the samples of TIFF, the one format that may hold any numbers. */
async function checkDepth(bytes: Buffer, maxPixels: number): Promise<void> {
	if (!/^(II|MM)/.test(bytes.toString('latin1', 0, 2))) return;
	// What can't be read at all is explained where it is decoded.
	const header = await sharp(bytes, { limitInputPixels: maxPixels })
		.metadata()
		.catch(() => undefined);
	if (knownDepths.includes(header?.depth)) return;
	throw new Error(
		`it has samples of the kind \`${header?.depth}\`, whose black and white are unknown. Scale them to 8 or 16 bits, ` +
			'or remove it.',
	);
}

/** No image ends in so many zeros, but a file whose download did not finish does. */
const emptyEnd = Buffer.alloc(4096);

/** Checks the end of WebP and GIF, which decode without one too; the decoders of other formats notice themselves. */
function checkEnd(bytes: Buffer): void {
	if (!/^(RIFF|GIF8)/.test(bytes.toString('latin1', 0, 4))) return;
	if (bytes.length < emptyEnd.length || !bytes.subarray(-emptyEnd.length).equals(emptyEnd)) return;
	throw new Error('it is damaged or cut short (it ends in zeros). Get it again, or remove it.');
}

async function explain(bytes: Buffer, maxPixels: number, message: string): Promise<string> {
	if (message.includes('exceeds pixel limit')) {
		const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
		return (
			`it has ${width} × ${height} pixels, more than the ${maxPixels / 1e6} million allowed (\`maxPixels\`). Make it ` +
			'smaller, remove it, or allow more.'
		);
	}

	// libvips keeps one error text for all threads, so this may be another image's, or `Unknown error`.
	return `it is damaged or cut short (${message.trim().split('\n')[0]}). Get it again, or remove it.`;
}
