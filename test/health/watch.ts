import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import sharp from 'sharp';
import type { ImageSource } from '../../src/data/items.js';
import { readMiddles } from '../../src/health/watch.js';
import { vitConfig } from '../../src/nn/vit/config.js';
import { folderWith } from '../data/_folder.js';

const vit = vitConfig('micro', { patch: 8, imageSize: 16 });

test('the middles of photos come in order, no more of them decoded at once than memory holds', async (t) => {
	const create = { width: 300, height: 300, channels: 3, background: 'red' } as const;
	const photo = await sharp({ create }).jpeg().toBuffer();
	const folder = folderWith(t, { 'photo.jpg': photo, 'damaged.jpg': 'not a photo' });
	let begun = 0;
	function* files(): Generator<ImageSource> {
		for (let i = 0; i < 20; i++) {
			begun++;
			yield { path: `${folder}/${i === 7 ? 'damaged' : 'photo'}.jpg` };
		}
	}
	// So large a photo fills the memory alone.
	const read = readMiddles(files(), vit, 1e12);
	await setImmediate();
	t.true(begun <= 2, `${begun} of 20 are decoded at once`);
	const middles = await read;
	t.deepEqual(
		middles.map((pixels) => pixels?.length),
		Array.from({ length: 20 }, (_, i) => (i === 7 ? undefined : 16 * 16 * 3)),
	);
});

test('reading that is aborted ends with the reason', async (t) => {
	const controller = new AbortController();
	const names = Array.from({ length: 40 }, (_, i) => ({ path: `nowhere/${i}.jpg` }));
	setImmediate().then(() => controller.abort(new Error('aborted')));
	await t.throwsAsync(readMiddles(names, vit, 1e12, controller.signal), { message: 'aborted' });
});
