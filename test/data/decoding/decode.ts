import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import test from 'ava';
import sharp from 'sharp';
import { openCoco } from '../../../src/data/datasets/coco.js';
import { decodeImage } from '../../../src/data/decoding/decode.js';
import { readLabels } from '../../../src/data/decoding/label-png.js';
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

test('TIFF of 8 and 16 bits is decoded, and samples without a known range are refused by name', async (t) => {
	const folder = folderWith(t, {
		'8.tif': tiff(8, 1, Buffer.of(0, 128)),
		'16.tif': tiff(16, 1, Buffer.from(Uint16Array.of(0, 128 * 257).buffer)),
		'float.tif': tiff(32, 3, Buffer.from(Float32Array.of(0, 0.5).buffer)),
		'int.tif': tiff(32, 2, Buffer.from(Int32Array.of(0, 32_768).buffer)),
		'unsigned.tif': tiff(32, 1, Buffer.from(Uint32Array.of(0, 32_768).buffer)),
		'signed.tif': tiff(16, 2, Buffer.from(Int16Array.of(0, 16_384).buffer)),
	});
	for (const name of ['8', '16']) {
		const image = await decodeImage(join(folder, `${name}.tif`), asStored);
		t.deepEqual([...image.pixels], [0, 0, 0, 128, 128, 128], name);
	}
	for (const name of ['float', 'int', 'unsigned', 'signed']) {
		await t.throwsAsync(decodeImage(join(folder, `${name}.tif`), asStored), {
			message: /samples of the kind `\w+`, whose black and white are unknown\. Scale them to 8 or 16 bits/,
		});
	}
});

/** A grey TIFF of 2 × 1 pixels; format 1 is unsigned, 2 signed, 3 floating point. */
function tiff(bits: number, format: number, samples: Buffer): Buffer {
	const tags = [
		[256, 2],
		[257, 1],
		[258, bits],
		[259, 1],
		[262, 1],
		[273, 8],
		[277, 1],
		[278, 1],
		[279, samples.length],
		[339, format],
	] as const;
	const header = Buffer.from('II*\0\0\0\0\0', 'latin1');
	header.writeUInt32LE(8 + samples.length, 4);
	const directory = Buffer.alloc(2 + 12 * tags.length + 4);
	directory.writeUInt16LE(tags.length);
	for (const [i, [tag, value]] of tags.entries()) {
		directory.writeUInt16LE(tag, 2 + 12 * i);
		directory.writeUInt16LE(4, 4 + 12 * i);
		directory.writeUInt32LE(1, 6 + 12 * i);
		directory.writeUInt32LE(value, 10 + 12 * i);
	}
	return Buffer.concat([header, samples, directory]);
}

test('a pointer of Git LFS is told for what it is', async (t) => {
	const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
	const folder = folderWith(t, {
		'x.jpg': pointer,
		'x.png': pointer,
		'annotations/instances_val.json': pointer,
	});
	const message = /is a Git LFS pointer, not the file itself\. Get it by `git lfs pull`/;
	await t.throwsAsync(decodeImage(join(folder, 'x.jpg'), asStored), { message });
	await t.throwsAsync(readLabels(join(folder, 'x.png')), { message });
	await t.throwsAsync(openCoco(folder), { message });
});
