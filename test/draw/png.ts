import test from 'ava';
import sharp from 'sharp';
import { encodeMaskPng, encodePng } from '../../src/draw/png.js';
import { patternImage } from '../data/_images.js';

test('an image comes back pixel for pixel', async (t) => {
	const image = patternImage(7, 5);
	const { data, info } = await sharp(await encodePng(image))
		.raw()
		.toBuffer({ resolveWithObject: true });
	t.deepEqual([info.width, info.height, info.channels], [7, 5, 3]);
	t.deepEqual(new Uint8Array(data), image.pixels);
});

test('a mask becomes one channel of black and white', async (t) => {
	const png = await encodeMaskPng(Uint8Array.of(0, 1, 1, 0, 0, 1), { width: 3, height: 2 });
	const { data, info } = await sharp(png).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
	t.deepEqual([...data], [0, 255, 255, 0, 0, 255]);
	t.is(info.channels, 1);
	t.is((await sharp(png).metadata()).space, 'b-w');
});
