import test from 'ava';
import {
	denormalise,
	imageNetDeviation,
	imageNetMean,
	normalise,
} from '../../../src/data/resampling/normalise.js';
import { resizeAntialiased } from '../../../src/data/resampling/resize.js';
import {
	centralInput,
	paddedInput,
	proportionalGrid,
	resizedInput,
} from '../../../src/eval/features/network-input.js';
import { resizeNormalised } from '../../../src/eval/features/resize-normalised.js';
import { read } from '../../data/_golden.js';
import { patternImage, sha256 } from '../../data/_images.js';
import { near } from '../../math/_near.js';

test('DAVIS at 480p: 52 × 30 patches of 16 px, 59 × 34 of 14 px', (t) => {
	const davis = { width: 854, height: 480 };
	t.deepEqual(proportionalGrid(davis, 480, 16), { rows: 30, columns: 52 });
	t.deepEqual(proportionalGrid(davis, 480, 8), { rows: 60, columns: 104 });
	t.deepEqual(proportionalGrid(davis, 480, 14), { rows: 34, columns: 59 });
	t.deepEqual(proportionalGrid({ width: 480, height: 854 }, 480, 16), { rows: 52, columns: 30 });
});

test('of a square photo the width is rounded down', (t) => {
	t.deepEqual(proportionalGrid({ width: 100, height: 100 }, 480, 16), { rows: 30, columns: 28 });
});

test('a side without room for a patch is refused', (t) => {
	t.throws(() => proportionalGrid({ width: 20, height: 10 }, 32, 64), { message: /raise/ });
});

test('the whole photo is resized to the grid, and normalised', (t) => {
	const pixels = new Uint8Array(6 * 4 * 3).fill(51);
	const { pixels: input } = resizedInput({ width: 6, height: 4, pixels }, { rows: 1, columns: 2 }, 3);
	t.is(input.length, 3 * 6 * 3);
	for (const c of [0, 1, 2]) near(t, input[c]!, (0.2 - imageNetMean[c]!) / imageNetDeviation[c]!, 'c', 1e-6);
});

test('resizing and normalising in one gives the same bits as one after the other', (t) => {
	const sizes: readonly (readonly [from: [number, number], to: [number, number]])[] = [
		[
			[640, 480],
			[448, 448],
		],
		[
			[31, 47],
			[9, 5],
		],
		[
			[5, 3],
			[33, 17],
		],
		[
			[8, 8],
			[8, 8],
		],
	];
	for (const [from, to] of sizes) {
		const image = patternImage(...from);
		const apart = new Float32Array(to[0] * to[1] * 3);
		normalise(resizeAntialiased(image, ...to), apart);
		t.is(Buffer.compare(Buffer.from(resizeNormalised(image, ...to).buffer), Buffer.from(apart.buffer)), 0);
	}
});

test('the middle of a photo is Pillow’s, to the pixel', (t) => {
	const { views } = read('classify.json') as {
		views: { width: number; height: number; resize: number; crop: number; sha256: string }[];
	};
	for (const { width, height, resize, crop, sha256: expected } of views) {
		const { grid, pixels } = centralInput(patternImage(width, height), resize, crop, 1);
		t.deepEqual(grid, { rows: crop, columns: crop });
		t.is(sha256(denormalise(pixels)), expected, `${width} × ${height}`);
	}
});

test('a crop that holds no whole number of patches, or more than there is, is refused', (t) => {
	const image = patternImage(8, 8);
	t.throws(() => centralInput(image, 256, 225, 16), { message: /multiple of the patch, 16 px.*got 225/ });
	t.throws(() => centralInput(image, 16, 32, 16), { message: /at most `resize` 16, got 32/ });
});

test('a photo at its own size is filled up with what is 0 after normalisation', (t) => {
	const pixels = Uint8Array.from({ length: 3 * 2 * 3 }, (_, i) => 10 * i);
	const input = paddedInput({ width: 3, height: 2, pixels }, 2);
	t.deepEqual(input.grid, { rows: 1, columns: 2 });
	const rows = [0, 1].map((y) => input.pixels.slice(y * 12, (y + 1) * 12));
	t.deepEqual([...denormalise(rows[0]!.slice(0, 9))], [...pixels.slice(0, 9)]);
	t.deepEqual([...denormalise(rows[1]!.slice(0, 9))], [...pixels.slice(9)]);
	for (const row of rows) t.deepEqual([...row.slice(9)], [0, 0, 0]);
});
