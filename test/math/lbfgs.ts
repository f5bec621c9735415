import test from 'ava';
import { minimise } from '../../src/math/lbfgs.js';
import { near } from './_near.js';

test('a quadratic of very unequal curvatures', (t) => {
	const curvatures = [1, 10, 100, 1000];
	const f = (x: Float64Array) => ({
		value: x.reduce((sum, value, i) => sum + (curvatures[i]! * (value - i) ** 2) / 2, 0),
		gradient: x.map((value, i) => curvatures[i]! * (value - i)),
	});
	const x = minimise(f, new Float64Array(4), { iterations: 60, tolerance: 1e-10 });
	near(t, x, [0, 1, 2, 3]);
});

test('a function that is no quadratic: log(eˣ + e⁻²ˣ) + (x − y)⁴', (t) => {
	const f = ([x, y]: Float64Array) => {
		const [a, b] = [Math.exp(x!), Math.exp(-2 * x!)];
		const gap = x! - y!;
		const pull = 4 * gap ** 3;
		return {
			value: Math.log(a + b) + gap ** 4,
			gradient: Float64Array.of((a - 2 * b) / (a + b) + pull, -pull),
		};
	};
	const [x] = minimise(f, Float64Array.of(3, -1), { iterations: 100, tolerance: 1e-9 });
	near(t, x!, Math.log(2) / 3, 'x', 1e-6);
});

test('the start is returned where it is the minimum, and after no iteration', (t) => {
	const f = (x: Float64Array) => ({ value: x[0]! ** 2, gradient: x.map((value) => 2 * value) });
	t.deepEqual([...minimise(f, Float64Array.of(0), { iterations: 9, tolerance: 0 })], [0]);
	t.deepEqual([...minimise(f, Float64Array.of(5), { iterations: 0, tolerance: 0 })], [5]);
});
