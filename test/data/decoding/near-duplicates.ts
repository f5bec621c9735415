import path from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { findNearDuplicates } from '../../../src/data/decoding/near-duplicates.js';
import {
	hammingDistance,
	type PerceptualHash,
	perceptualHash,
} from '../../../src/data/decoding/perceptual-hash.js';
import { findImages } from '../../../src/data/listing/find.js';
import { mulberry32 } from '../../../src/math/random.js';
import { packageRoot } from '../../../src/run/package.js';
import { folderWith } from '../_folder.js';

const photos = path.join(packageRoot, 'fixtures/photos');

test('bits are those of the differences to the right, and the distance counts them', async (t) => {
	const falling = Uint8Array.from({ length: 9 * 8 * 3 }, (_, i) => 250 - 20 * (Math.floor(i / 3) % 9));
	const png = await sharp(falling, { raw: { width: 9, height: 8, channels: 3 } })
		.png()
		.toBuffer();
	const folder = folderWith(t, { 'x.png': png });
	t.deepEqual(
		await perceptualHash({ path: path.join(folder, 'x.png') }, 1e6),
		[0xff_ff_ff_ff, 0xff_ff_ff_ff],
	);
	t.is(hammingDistance([0xff_ff_ff_ff, 1], [0, 0]), 33);
	t.is(hammingDistance([0x80_00_00_01, 7], [0x80_00_00_01, 7]), 0);
});

test('resized, recompressed and brightened photos are found, other photos are not', async (t) => {
	const images = [...(await findImages(photos))].slice(0, 60);
	const hashes = await Promise.all(images.map((image) => perceptualHash(image, 1e8)));
	t.deepEqual(findNearDuplicates(hashes, 7), [], 'all fixtures are different');

	const file = path.join(folderWith(t, { x: '' }), 'x');
	const found: number[] = [];
	for (const [of, { path: original }] of images.slice(0, 15).entries()) {
		for (const changed of [
			sharp(original).resize(100).jpeg({ quality: 60 }),
			sharp(original).resize({ width: 400 }).webp({ quality: 70 }),
			sharp(original).jpeg({ quality: 25 }),
			sharp(original).modulate({ brightness: 1.1 }).png(),
		]) {
			await changed.toFile(file);
			const hash = await perceptualHash({ path: file }, 1e8);
			for (const duplicate of findNearDuplicates([...hashes, hash], 6)) {
				t.is(duplicate.of, of, original);
				found.push(of);
			}
		}
	}

	t.log(`${found.length} of 60 found`);
	t.true(found.length >= 57);
});

test('the same is found as by comparing all with all, at any distance', (t) => {
	const random = mulberry32(1);
	const word = () => Math.floor(2 ** 32 * random());
	const hashes: (PerceptualHash | undefined)[] = [undefined];
	for (let i = 0; i < 150; i++) hashes.push([word(), word()]);
	for (let i = 0; i < 250; i++) {
		const [high, low] = hashes[1 + Math.floor(150 * random())]!;
		const flipped: [number, number] = [high, low];
		for (let flips = Math.floor(10 * random()); flips > 0; flips--) {
			const half = random() < 0.5 ? 0 : 1;
			flipped[half] = (flipped[half] ^ (1 << Math.floor(32 * random()))) >>> 0;
		}

		hashes.push(flipped);
	}

	for (let distance = 0; distance <= 7; distance++) {
		const kept: number[] = [];
		const expected: [number, number][] = [];
		for (const [place, hash] of hashes.entries()) {
			if (hash === undefined) continue;
			const of = kept.find((other) => hammingDistance(hashes[other]!, hash) <= distance);
			if (of === undefined) kept.push(place);
			else expected.push([place, of]);
		}

		t.true(expected.length > 10);
		t.deepEqual(
			findNearDuplicates(hashes, distance).map(({ place, of }) => [place, of]),
			expected,
			`distance ${distance}`,
		);
	}
});

test('of a hundred thousand hashes few are compared with each other', (t) => {
	const random = mulberry32(2);
	const word = () => Math.floor(2 ** 32 * random());
	const hashes = Array.from({ length: 100_000 }, (): PerceptualHash => [word(), word()]);
	hashes[99_999] = [hashes[5]![0], (hashes[5]![1] ^ 6) >>> 0];
	let reads = 0;
	const counted = new Proxy(hashes, {
		get(target, name, receiver) {
			reads++;
			return Reflect.get(target, name, receiver);
		},
	});
	t.deepEqual(findNearDuplicates(counted, 3), [{ place: 99_999, of: 5, distance: 2 }]);
	t.log(`${reads} reads`);
	t.true(reads < 10 * hashes.length);
});
