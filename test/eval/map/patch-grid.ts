import test from 'ava';
import {
	countPerPatch,
	majorityPatches,
	patchOfPixel,
	patchSizes,
} from '../../../src/eval/map/patch-grid.js';
import { equals } from '../../support/fidelity.js';
import { golden, photo } from '../_drawn.js';

test('a pixel belongs to the patch that holds its centre', (t) => {
	const size = { width: 5, height: 3 };
	const grid = { rows: 2, columns: 2 };
	// Patch borders lie at x = 2.5 and y = 1.5: the centres of column 2 and row 1 lie on them and go to the next.
	const patches = [0, 1, 2].map((y) => [0, 1, 2, 3, 4].map((x) => patchOfPixel({ x, y }, size, grid)));
	t.deepEqual(patches, [
		[0, 0, 1, 1, 1],
		[2, 2, 3, 3, 3],
		[2, 2, 3, 3, 3],
	]);
	t.deepEqual([...patchSizes(size, grid)], [2, 3, 4, 6]);
	t.deepEqual([...countPerPatch(new Uint8Array(15).fill(1), size, grid)], [2, 3, 4, 6]);
	t.deepEqual([...countPerPatch(new Uint8Array(15).fill(2), size, grid, 2)], [2, 3, 4, 6]);
});

test('exactly half of a patch is no majority', (t) => {
	t.deepEqual(majorityPatches(Int32Array.of(2, 3, 0), Int32Array.of(4, 4, 4)), [1]);
});

test('patches of the drawn objects equal the oracle’s', (t) => {
	const sizes = patchSizes(photo.image, photo.features);
	for (const [i, { mask }] of photo.objects.entries()) {
		const patches = majorityPatches(countPerPatch(mask, photo.image, photo.features), sizes);
		equals(t, 'majority', patches, golden.objects[i]!.majority);
	}
});
