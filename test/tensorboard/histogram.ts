import test from 'ava';
import { histogramOf } from '../../src/tensorboard/histogram.js';

test('every finite value is in the bucket whose limits hold it', (t) => {
	const values = Array.from({ length: 1000 }, (_, i) => Math.sin(i) ** 3);
	const { limits, counts, ...rest } = histogramOf([...values, Number.NaN, Number.POSITIVE_INFINITY]);
	t.is(rest.num, 1000);
	t.is(rest.min, Math.min(...values));
	t.is(rest.max, Math.max(...values));
	t.is(limits.at(-1), rest.max);
	t.true(Math.abs(rest.sum - values.reduce((sum, x) => sum + x, 0)) < 1e-9);
	t.true(Math.abs(rest.sumSquares - values.reduce((sum, x) => sum + x * x, 0)) < 1e-9);
	let below = 0;
	for (const [i, limit] of limits.entries()) {
		below += counts[i]!;
		t.true(Math.abs(below - values.filter((value) => value < limit).length) <= 1);
	}
});

test('constant values, and none', (t) => {
	for (const value of [0, 7, -1e30]) {
		const { num, counts, limits } = histogramOf([value, value]);
		t.is(num, 2);
		t.is(
			counts.reduce((sum, count) => sum + count),
			2,
		);
		t.true(limits.every((limit) => limit === value || Math.abs(limit - value) < 1e-300));
	}

	t.like(histogramOf([Number.NaN]), { num: 0, min: 0, max: 0, sum: 0 });
});
