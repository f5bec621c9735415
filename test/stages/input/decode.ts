import { join } from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import type { Photo } from '../../../src/data/items.js';
import { from } from '../../../src/flow/flow.js';
import { toArray } from '../../../src/flow/sink.js';
import { decode } from '../../../stages/input/decode.js';
import { folderWith } from '../../data/_folder.js';
import { patternImage } from '../../data/_images.js';
import { stageContract } from '../../support/stage-contract.js';

const { pixels } = patternImage(6, 4);
const png = await sharp(pixels, { raw: { width: 6, height: 4, channels: 3 } })
	.png()
	.toBuffer();

test('photos come out in the order of the files, with all that came in', async (t) => {
	const names = Array.from({ length: 20 }, (_, i) => `${i}.png`);
	const folder = folderWith(t, Object.fromEntries(names.map((name) => [name, png])));
	const files = names.map((name, epoch) => ({ path: join(folder, name), epoch, label: name }));
	for (const concurrency of [1, 8]) {
		const photos = await from(() => files)
			.via(decode({ orient: false, concurrency }))
			.into(toArray())
			.run();
		t.deepEqual(
			photos,
			files.map((file) => ({ ...file, image: { width: 6, height: 4, pixels } })),
		);
	}
});

test('what cannot be decoded is skipped and told', async (t) => {
	const folder = folderWith(t, { 'good.png': png, 'bad.png': png.subarray(0, 60) });
	const files = ['good.png', 'bad.png', 'gone.png'].map((name) => ({ path: join(folder, name), epoch: 0 }));
	const skipped: string[] = [];
	const photos: Photo[] = await from(() => files)
		.via(decode({ orient: false }))
		.into(toArray())
		.run({ maxDropRate: 1, onSkip: (error) => skipped.push(error.message) });
	t.deepEqual(
		photos.map(({ path }) => path),
		[files[0]!.path],
	);
	t.is(skipped.length, 2);
	t.true(skipped.some((message) => message.includes('bad.png` cannot be decoded')));
	t.true(skipped.some((message) => message.includes('gone.png` cannot be decoded: it does not exist')));
});

for (const onError of ['skip', 'fail'] as const) {
	test(`meets the contract of stages, where failures ${onError}`, async (t) => {
		const folder = folderWith(t, { 'photo.png': png });
		const files = Array.from({ length: 9 }, (_, epoch) => ({ path: join(folder, 'photo.png'), epoch }));
		await stageContract(t, { stage: decode({ orient: true, onError }), input: from(() => files) });
	});
}
