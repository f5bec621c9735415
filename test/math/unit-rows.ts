import test from 'ava';
import { unitRows } from '../../src/math/unit-rows.js';

test('each row is divided by its own length, and the given values stay', (t) => {
	const values = Float32Array.of(3, 4, 0, -2);
	t.deepEqual([...unitRows(values, 2)], [0.6, 0.8, 0, -1]);
	t.deepEqual([...values], [3, 4, 0, -2]);
});

test('a row of zeros stays; one without a finite length becomes NaN and spoils no other', (t) => {
	t.deepEqual(
		[...unitRows([0, 0, 1e200, 1, Number.POSITIVE_INFINITY, 1, 0, 5], 2)],
		[0, 0, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 0, 1],
	);
});
