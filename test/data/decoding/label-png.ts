import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { readLabels, readPng } from '../../../src/data/decoding/label-png.js';
import { encodePng, writePng } from '../../support/png.js';

const folder = await mkdtemp(path.join(tmpdir(), 'mmc-png-'));
test.after.always(() => rm(folder, { recursive: true }));

for (const indexed of [false, true]) {
	for (const depth of [1, 2, 4, 8] as const) {
		test(`numbers of ${depth} bits come as they stand, ${indexed ? 'palette' : 'grey'}`, async (t) => {
			const file = path.join(folder, `${depth}-${indexed}.png`);
			const samples = Array.from({ length: 33 }, (_, i) => (i * 7) % 2 ** depth);
			await writePng(file, { width: 11, height: 3, samples, depth, indexed });
			const labels = await readLabels(file);
			t.deepEqual([...labels.samples], samples);
			t.like(labels, { width: 11, height: 3, channels: 1, indexed });
		});
	}
}

test('colours come interleaved', async (t) => {
	const file = path.join(folder, 'colours.png');
	await writePng(file, { width: 2, height: 1, channels: 3, samples: [1, 2, 3, 4, 5, 6] });
	t.deepEqual([...(await readPng(file)).samples], [1, 2, 3, 4, 5, 6]);
	await t.throwsAsync(readLabels(file), { message: /colours\.png` has 3 channels.*save it as a grey/ });
});

test('files that would be read wrongly are refused', async (t) => {
	const square = { width: 2, height: 2, samples: [0, 1, 1, 0] };
	const deep = path.join(folder, 'deep.png');
	await writePng(deep, { ...square, depth: 16 });
	await t.throwsAsync(readPng(deep), { message: /deep\.png.*16 bits a sample; save it with 8$/ });

	const interlaced = path.join(folder, 'interlaced.png');
	await writePng(interlaced, { ...square, depth: 4, interlaced: true });
	await t.throwsAsync(readPng(interlaced), { message: /interlaced\.png.*save it without$/ });
});

test('files that are missing or damaged are named', async (t) => {
	await t.throwsAsync(readPng(path.join(folder, 'none.png')), {
		message: /no mask `.*none\.png`\. Complete the data set/,
	});

	const noise = Array.from({ length: 64 * 64 }, (_, i) => (i * i * 31) % 251);
	const bytes = encodePng({ width: 64, height: 64, samples: noise });
	const file = path.join(folder, 'cut.png');
	await writeFile(file, bytes.subarray(0, bytes.length / 2));
	await t.throwsAsync(readPng(file), {
		message: /cut\.png` as a PNG mask: it is damaged or cut short \(.*\w\); get it/,
	});

	const flipped = Buffer.from(bytes);
	flipped[100]! ^= 64;
	await writeFile(file, flipped);
	await t.throwsAsync(readPng(file), {
		message: /cut\.png` as a PNG mask: it is damaged or cut short \(.*\w\); get it/,
	});
});
