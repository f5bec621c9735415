/** Files of which a part is missing. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { decodeImage } from '../../../src/data/decoding/decode.js';
import { packageRoot } from '../../../src/run/package.js';
import { folderWith } from '../_folder.js';

const photo = sharp(path.join(packageRoot, 'fixtures/photos/bee-and-blossom.jpg')).resize(96, 64);
const formats = {
	jpeg: photo.clone().jpeg(),
	'progressive jpeg': photo.clone().jpeg({ progressive: true }),
	'cmyk jpeg': photo.clone().toColourspace('cmyk').jpeg(),
	png: photo.clone().png(),
	'interlaced png': photo.clone().png({ progressive: true }),
	webp: photo.clone().webp(),
	'lossless webp': photo.clone().webp({ lossless: true }),
	gif: photo.clone().gif(),
	tiff: photo.clone().tiff({ compression: 'lzw' }),
	avif: photo.clone().avif({ effort: 0 }),
};
const places = Array.from({ length: 15 }, (_, place) => (place + 1) / 16);

for (const [format, image] of Object.entries(formats)) {
	test(`a ${format} that is cut short anywhere is refused, not half grey`, async (t) => {
		const bytes = await image.toBuffer();
		const file = path.join(folderWith(t, { x: bytes }), 'x');
		await t.notThrowsAsync(decodeImage(file, { orient: false }));
		for (const place of places) {
			writeFileSync(file, bytes.subarray(0, Math.floor(place * bytes.length)));
			await t.throwsAsync(decodeImage(file, { orient: false }), {
				message: /is damaged or cut short|known format/,
			});
		}
	});
}

test('so is one whose end was never written, and is zeros', async (t) => {
	for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const) {
		const large = sharp(path.join(packageRoot, 'fixtures/photos/bee-and-blossom.jpg')).resize(400, 300);
		const bytes = await large.toFormat(format, { quality: 95 }).toBuffer();
		bytes.fill(0, bytes.length - 5000);
		const file = path.join(folderWith(t, { x: bytes }), 'x');
		const message = /is damaged or cut short \(.+\)\. Get it again/;
		await t.throwsAsync(decodeImage(file, { orient: false }), { message }, format);
	}
});

test('the fixtures that are broken are refused, the odd ones decoded', async (t) => {
	const at = (name: string) => path.join(packageRoot, 'fixtures/broken', name);
	for (const name of ['damaged.png', 'empty.jpg', 'not-an-image.jpg', 'truncated.jpg']) {
		await t.throwsAsync(decodeImage(at(name), { orient: true }), undefined, name);
	}

	for (const name of [
		'alpha.png',
		'animated.gif',
		'animated.webp',
		'cmyk.jpg',
		'grey.jpg',
		'one-pixel.png',
		'palette.png',
		'sixteen-bit.png',
	]) {
		const { width, height, pixels } = await decodeImage(at(name), { orient: false });
		const metadata = await sharp(readFileSync(at(name))).metadata();
		t.deepEqual(
			[width, height, pixels.length],
			[metadata.width, metadata.pageHeight ?? metadata.height, 3 * width * height],
			name,
		);
	}
});

test('an SVG is a program, whatever its name, and is not run', async (t) => {
	const svg =
		'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
	const file = path.join(folderWith(t, { 'x.jpg': svg }), 'x.jpg');
	await t.throwsAsync(decodeImage(file, { orient: false }), {
		message: /of no known format \(it begins with `<svg/,
	});
});

test('the limit of pixels is an option', async (t) => {
	const file = path.join(folderWith(t, { x: await formats.png.toBuffer() }), 'x');
	await t.notThrowsAsync(decodeImage(file, { orient: false, maxPixels: 96 * 64 }));
	await t.throwsAsync(decodeImage(file, { orient: false, maxPixels: 96 * 64 - 1 }), {
		message:
			/it has 96 × 64 pixels, more than the 0\.006143 million allowed \(`maxPixels`\)\. Make it smaller, remove it, or/,
	});
});
