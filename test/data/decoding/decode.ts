import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import test from 'ava';
import sharp from 'sharp';
import { decodeImage } from '../../../src/data/decoding/decode.js';
import { resizeAntialiased } from '../../../src/data/resampling/resize.js';
import { folderWith } from '../_folder.js';
import { patternImage } from '../_images.js';

const raw = (width: number, height: number, channels: 1 | 2 | 3 | 4, samples: Uint8Array) =>
	sharp(samples, { raw: { width, height, channels } });
const { pixels } = patternImage(6, 4);
const asStored = { orient: false };

test('an RGB image comes out as its samples', async (t) => {
	const folder = folderWith(t, { 'x.png': await raw(6, 4, 3, pixels).png().toBuffer() });
	const image = await decodeImage(join(folder, 'x.png'), asStored);
	t.deepEqual(image, { width: 6, height: 4, pixels });
	t.is(image.pixels.constructor, Uint8Array, 'not a Buffer, which compares and slices differently');
});

test('the content decides on the format, not the name', async (t) => {
	const folder = folderWith(t, { 'x.jpg': await raw(6, 4, 3, pixels).png().toBuffer() });
	t.deepEqual((await decodeImage(join(folder, 'x.jpg'), asStored)).pixels, pixels);
});

test('grey is copied to three channels', async (t) => {
	const grey = raw(3, 2, 1, Uint8Array.of(0, 50, 100, 150, 200, 255)).toColourspace('b-w');
	const folder = folderWith(t, { 'x.png': await grey.png().toBuffer() });
	const image = await decodeImage(join(folder, 'x.png'), asStored);
	t.deepEqual(
		[...image.pixels],
		[0, 50, 100, 150, 200, 255].flatMap((sample) => [sample, sample, sample]),
	);
});

test('16-bit samples become 8-bit ones', async (t) => {
	const folder = folderWith(t, {
		'x.png': await raw(6, 4, 3, pixels).toColourspace('rgb16').png().toBuffer(),
	});
	t.deepEqual((await decodeImage(join(folder, 'x.png'), asStored)).pixels, pixels);
});

test('CMYK becomes RGB', async (t) => {
	const orange = { create: { width: 8, height: 8, channels: 3, background: '#c08040' } } as const;
	const folder = folderWith(t, { 'x.jpg': await sharp(orange).toColourspace('cmyk').jpeg().toBuffer() });
	t.is((await sharp(join(folder, 'x.jpg')).metadata()).channels, 4);
	const image = await decodeImage(join(folder, 'x.jpg'), asStored);
	t.is(image.pixels.length, 8 * 8 * 3);
	for (const [channel, sample] of [0xc0, 0x80, 0x40].entries()) {
		t.true(Math.abs(image.pixels[channel]! - sample) < 30, `${image.pixels.slice(0, 3)}`);
	}
});

test('transparent parts are laid on black', async (t) => {
	const samples = Uint8Array.of(200, 100, 50, 255, 200, 100, 50, 0);
	const folder = folderWith(t, { 'x.png': await raw(2, 1, 4, samples).png().toBuffer() });
	t.deepEqual([...(await decodeImage(join(folder, 'x.png'), asStored)).pixels], [200, 100, 50, 0, 0, 0]);
});

test('of an animation the first frame is taken', async (t) => {
	const frames = Uint8Array.from({ length: 8 * 16 * 3 }, (_, i) => (i < 8 * 8 * 3 ? 255 : 0));
	const gif = sharp(frames, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } }).gif();
	const folder = folderWith(t, { 'x.gif': await gif.toBuffer() });
	t.is((await sharp(join(folder, 'x.gif')).metadata()).pages, 2);
	const image = await decodeImage(join(folder, 'x.gif'), asStored);
	t.deepEqual([image.width, image.height], [8, 8]);
	t.true(image.pixels.every((sample) => sample === 255));
});

test('the EXIF orientation is applied on request only', async (t) => {
	const samples = Uint8Array.of(255, 0, 0, 0, 0, 255);
	const turned = await raw(2, 1, 3, samples).withMetadata({ orientation: 6 }).png().toBuffer();
	const folder = folderWith(t, { 'x.png': turned });
	const [stored, seen] = await Promise.all(
		[false, true].map((orient) => decodeImage(join(folder, 'x.png'), { orient })),
	);
	t.deepEqual([stored!.width, stored!.height], [2, 1]);
	t.deepEqual([seen!.width, seen!.height], [1, 2]);
	t.deepEqual([...seen!.pixels], [...samples]);
});

test('an embedded colour profile is ignored', async (t) => {
	const wide = await raw(6, 4, 3, pixels).withIccProfile('p3', { attach: true }).png().toBuffer();
	const folder = folderWith(t, { 'x.png': wide });
	const stored = await sharp(wide, { ignoreIcc: true }).raw().toBuffer();
	t.notDeepEqual(await sharp(wide).raw().toBuffer(), stored, 'the profile makes a difference');
	t.deepEqual((await decodeImage(join(folder, 'x.png'), asStored)).pixels, Uint8Array.from(stored));
});

/** A PNG whose header says that it is larger than it is. */
function claimSize(png: Buffer, width: number, height: number): Buffer {
	const bytes = Buffer.from(png);
	bytes.writeUInt32BE(width, 16);
	bytes.writeUInt32BE(height, 20);
	bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
	return bytes;
}

test('what cannot be decoded is named, with the reason and a remedy', async (t) => {
	const jpeg = await raw(64, 64, 3, patternImage(64, 64).pixels).jpeg().toBuffer();
	const png = await raw(64, 64, 3, patternImage(64, 64).pixels).png().toBuffer();
	const folder = folderWith(t, {
		'empty.jpg': '',
		'text.jpg': 'This is no image.',
		'half.jpg': jpeg.subarray(0, jpeg.length / 2),
		'half.png': png.subarray(0, png.length / 2),
		'without-end.jpg': jpeg.subarray(0, -30),
		'bomb.png': claimSize(png, 10_001, 10_000),
	});
	for (const [name, reason] of [
		['empty.jpg', /: it is empty\. Get it again/],
		['text.jpg', /is of no known format \(it begins with `This is no image\.`\)\. Convert it/],
		['half.jpg', /is damaged or cut short \(.+\)\. Get it again/],
		['half.png', /is damaged or cut short/],
		['without-end.jpg', /is damaged or cut short \(.+\)\. Get it again/],
		['bomb.png', /10001 × 10000 pixels, more than the 100 million allowed \(`maxPixels`\)\. Make it smaller/],
		['gone.jpg', /does not exist\. Was it moved/],
	] as const) {
		const path = join(folder, name);
		const error = await t.throwsAsync(decodeImage(path, asStored), { message: reason }, name);
		t.true(error?.message.startsWith(`\`${path}\` cannot be decoded: `), error?.message);
		t.true(error?.cause instanceof Error);
	}
});

test('a file that has been replaced is read anew', async (t) => {
	const webp = (samples: Uint8Array) => raw(6, 4, 3, samples).webp({ lossless: true }).toBuffer();
	const path = join(folderWith(t, { 'x.webp': await webp(pixels) }), 'x.webp');
	await decodeImage(path, asStored);
	writeFileSync(path, await webp(pixels.toReversed()));
	t.deepEqual((await decodeImage(path, asStored)).pixels, pixels.toReversed());
});

// The published protocol's probe photo, which may not be redistributed here.
const probe = join(process.env.MMC_DATA ?? '', 'coco/val2017/000000000009.jpg');

(existsSync(probe) ? test : test.skip)(
	"COCO's 000000000009.jpg decodes and resizes to the protocol's values (needs `MMC_DATA`, the folder of `coco`)",
	async (t) => {
		const photo = await decodeImage(probe, asStored);
		t.deepEqual([photo.width, photo.height], [640, 480]);
		t.is(
			photo.pixels.reduce((sum, sample) => sum + sample, 0),
			104_498_951,
		);
		t.deepEqual([...photo.pixels.slice(0, 3)], [2, 24, 109]);
		t.deepEqual([...photo.pixels.slice((200 * 640 + 300) * 3).slice(0, 3)], [122, 53, 24]);

		const resized = resizeAntialiased(photo, 448, 448);
		const near = (actual: number, expected: number) =>
			t.true(Math.abs(actual - expected) < 1e-8, `${actual}`);
		near(resized.reduce((sum, sample) => sum + sample, 0) / resized.length, 113.39244485619535);
		for (const [i, value] of [1.90264423, 23.71514423, 109.28125].entries()) near(resized[i]!, value);
		const row = (223 * 448 + 100) * 3;
		for (const [i, value] of [229.10752688, 230.90029326, 207.66080156].entries())
			near(resized[row + i]!, value);
	},
);
