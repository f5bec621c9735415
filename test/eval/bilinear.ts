import test from 'ava';
import { upsample } from '../../src/eval/bilinear.js';
import { near } from './_near.js';

test('samples lie at pixel centres, and the map is constant beyond the outer patches’ centres', (t) => {
	const map = { rows: 1, columns: 2, values: Float64Array.of(0, 1) };
	t.deepEqual([...upsample(map, { width: 8, height: 1 })], [0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1]);
});

test('a grid that is not square', (t) => {
	// torch 2: interpolate(tensor([[[[0, 1, 3], [6, 4, 2]]]]), size=(3, 4), mode='bilinear', align_corners=False)
	const map = { rows: 2, columns: 3, values: Float64Array.of(0, 1, 3, 6, 4, 2) };
	near(
		t,
		upsample(map, { width: 4, height: 3 }),
		[0, 0.625, 1.75, 3, 3, 2.6875, 2.5, 2.5, 6, 4.75, 3.25, 2],
		'value',
		1e-12,
	);
});

test('a map of the photo’s size stays as it is, and an array can be handed in', (t) => {
	const map = { rows: 2, columns: 2, values: Float64Array.of(1, 2, 3, 4) };
	const out = new Float64Array(4);
	t.is(upsample(map, { width: 2, height: 2 }, out), out);
	t.deepEqual([...out], [1, 2, 3, 4]);
});
