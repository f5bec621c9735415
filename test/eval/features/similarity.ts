import test from 'ava';
import { cosineMap, cosineRows, unitFeatures } from '../../../src/eval/features/similarity.js';
import { mulberry32 } from '../../../src/math/random.js';
import { near } from '../../math/_near.js';

const features = unitFeatures([3, 4, 0, 2, -5, 0, 0, 0, 1, 1], { rows: 1, columns: 5 });

test('features become unit vectors, and a zero one stays zero', (t) => {
	t.is(features.dimensions, 2);
	near(t, features.values, [0.6, 0.8, 0, 1, -1, 0, 0, 0, Math.SQRT1_2, Math.SQRT1_2]);
});

test('the map is the cosine with the prompt’s patch', (t) => {
	const map = cosineMap(features, [0]);
	t.deepEqual([map.rows, map.columns], [1, 5]);
	near(t, map.values, [1, 0.8, -0.6, 0, 1.4 * Math.SQRT1_2]);
	near(t, cosineRows(features, [3, 0]), [0, 0, 0, 0, 0, ...map.values]);
});

test('several patches ask with the mean of their features', (t) => {
	const map = cosineMap(features, [0, 1]);
	const norm = Math.hypot(0.6, 1.8);
	near(t, map.values, [(0.36 + 1.44) / norm, 1.8 / norm, -0.6 / norm, 0, (2.4 * Math.SQRT1_2) / norm]);
});

test('features that do not fit or are not finite are refused', (t) => {
	t.throws(() => unitFeatures([1, 2, 3], { rows: 1, columns: 2 }), { message: /`3` features do not fit/ });
	for (const bad of [Number.NaN, Number.NEGATIVE_INFINITY, 1e200])
		t.throws(() => unitFeatures([1, bad], { rows: 1, columns: 2 }), { message: /no finite length/ });
});

test('the cosines of many patches are those of each, to the bit', (t) => {
	const random = mulberry32(4);
	for (const [rows, columns, dimensions] of [
		[5, 7, 3],
		[4, 4, 32],
		[1, 1, 5],
		[9, 15, 4],
	] as const) {
		const grid = { rows, columns };
		const values = Float64Array.from({ length: rows * columns * dimensions }, () => random() - 0.5);
		const features = unitFeatures(values, grid);
		const patches = Array.from({ length: rows * columns }, (_, patch) => rows * columns - 1 - patch);
		const apart = patches.flatMap((patch) => [...cosineMap(features, [patch]).values]);
		t.deepEqual([...cosineRows(features, patches)], apart);
	}
});
