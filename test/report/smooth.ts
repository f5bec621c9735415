import test from 'ava';
import { smooth } from '../../src/report/chart.js';

test('constant values stay, also at the start; gaps stay gaps', (t) => {
	const values = Array.from({ length: 300 }, () => 2);
	t.true(smooth(values).every((value) => Math.abs(value - 2) < 1e-12));
	t.deepEqual(smooth([1, Number.NaN, 1]), [1, Number.NaN, 1]);
});

test('noise gets less, the trend stays', (t) => {
	const noisy = Array.from({ length: 300 }, (_, i) => i / 300 + (i % 2 === 0 ? 0.5 : -0.5));
	const mean = smooth(noisy);
	t.true(Math.max(...mean.slice(50).map((value, i) => Math.abs(value - (i + 50) / 300))) < 0.12);
});
