import test from 'ava';
import { colourFeatures } from '../../../src/eval/features/colour.js';
import { labelPixels } from '../../../src/eval/map/metrics.js';
import { discMap, everything, gridCeiling, groundTruthBox } from '../../../src/eval/segment/baselines.js';
import { near } from '../../math/_near.js';
import { maskOf } from '../_drawn.js';

const size = { width: 4, height: 4 };
const mask = maskOf('##..', '#...', '....', '...#');
const labels = labelPixels(mask, maskOf('....', '#...', '..#.', '....'));

test('everything is all pixels that are not ignored', (t) => {
	t.deepEqual(everything(mask), { hits: 4, predicted: 16, target: 4 });
	t.deepEqual(everything(labels), { hits: 3, predicted: 14, target: 3 });
});

test('the box is the mask’s own, ignored pixels and all, and is counted without them', (t) => {
	const small = maskOf('....', '.##.', '.#..', '....');
	t.deepEqual(groundTruthBox(small, small, size), { hits: 3, predicted: 4, target: 3 });
	const withIgnored = labelPixels(small, maskOf('....', '....', '.##.', '....'));
	t.deepEqual(groundTruthBox(small, withIgnored, size), { hits: 2, predicted: 2, target: 2 });
});

test('the ceiling is the patches that belong to the object', (t) => {
	const grid = { rows: 2, columns: 2 };
	t.deepEqual(gridCeiling(mask, mask, size, grid), { hits: 3, predicted: 4, target: 4 });
	t.deepEqual(gridCeiling(mask, labels, size, grid), { hits: 2, predicted: 3, target: 3 });
	t.deepEqual(gridCeiling(mask, mask, size, { rows: 1, columns: 1 }), { hits: 0, predicted: 0, target: 4 });
});

test('the disc falls with the distance to the nearest point', (t) => {
	const points = [
		{ x: 0, y: 0 },
		{ x: 3, y: 0 },
	];
	const map = discMap({ points, patches: [0] }, size, { rows: 2, columns: 2 });
	t.deepEqual([map.rows, map.columns], [4, 4]);
	near(t, map.values.subarray(0, 4), [1, 0.75, 0.75, 1]);
	near(t, map.values[13]!, 1 - Math.hypot(1, 3) / 4);
	near(t, map.patches!, [1, 1, 1 / 2, 1 / 2]);
});

test('colour is the mean over each patch, of unit length', (t) => {
	// 2 × 4 pixels, patches of 2 × 2: the first has the mean (1.5, 0, 2), the second (0, −1, 0).
	const pixels = [
		[0, 0, 2],
		[1, 0, 2],
		[0, -2, 0],
		[0, 0, 0],
		[2, 0, 2],
		[3, 0, 2],
		[0, -2, 0],
		[0, 0, 0],
	].flat();
	const features = colourFeatures(pixels, 2, { rows: 1, columns: 2 });
	near(t, features.values, [0.6, 0, 0.8, 0, -1, 0]);
});
