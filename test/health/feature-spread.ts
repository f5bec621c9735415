import test from 'ava';
import {
	directions,
	effectiveRank,
	entropy,
	meanCosine,
	patchCosines,
	relativeDeviation,
} from '../../src/health/feature-spread.js';
import { eigenvaluesOf } from '../../src/math/eigenvalues.js';
import { eigenvectorsOf } from '../../src/math/jacobi.js';
import { mulberry32 } from '../../src/math/random.js';

const random = mulberry32(1);
const numbers = (length: number) => Float64Array.from({ length }, () => 2 * random() - 1);
const near = (a: number, b: number, tolerance = 1e-12) => Math.abs(a - b) <= tolerance;

test('eigenvalues are those that rotations find, of matrices without full rank too', (t) => {
	for (const [size, rank] of [
		[1, 1],
		[2, 1],
		[5, 5],
		[24, 7],
	] as const) {
		const b = numbers(size * rank);
		const matrix = new Float64Array(size * size);
		for (let i = 0; i < matrix.length; i++) {
			for (let k = 0; k < rank; k++)
				matrix[i]! += b[Math.floor(i / size) * rank + k]! * b[(i % size) * rank + k]!;
		}
		const expected = [...eigenvectorsOf(matrix, size).values].sort((x, y) => x - y);
		const found = [...eigenvaluesOf(matrix, size)].sort((x, y) => x - y);
		for (const [i, value] of found.entries()) t.true(near(value, expected[i]!), `${size}: ${value}`);
	}
	t.deepEqual([...eigenvaluesOf(Float64Array.of(3, 0, 0, 2), 2)], [3, 2], 'a diagonal stays');
	t.deepEqual([...eigenvaluesOf(new Float64Array(9), 3)], [0, 0, 0]);
	t.throws(() => eigenvaluesOf(Float64Array.of(Number.NaN), 1), { instanceOf: RangeError });
});

test('the rank of orthogonal vectors is their number, that of multiples of one is 1', (t) => {
	const identity = Float64Array.from({ length: 4 * 6 }, (_, i) => Number(i % 7 === 0));
	t.true(near(effectiveRank({ values: identity, count: 4, width: 6 }), 4, 1e-9));
	t.true(near(effectiveRank({ values: identity, count: 6, width: 4 }), 4, 1e-9), 'more rows than columns');
	const one = Float64Array.from({ length: 5 * 3 }, (_, i) => (1 + Math.floor(i / 3)) * [1, -2, 3][i % 3]!);
	t.true(near(effectiveRank({ values: one, count: 5, width: 3 }), 1, 1e-5));
	// Singular values 3 and 1: shares .75 and .25.
	const two = Float64Array.of(3, 0, 0, 1);
	t.true(near(effectiveRank({ values: two, count: 2, width: 2 }), Math.exp(entropy([0.75, 0.25])), 1e-9));
	t.is(effectiveRank({ values: Float64Array.of(Number.NaN), count: 1, width: 1 }), Number.NaN);
});

test('the deviation of unit vectors is near 1 in all directions, and 0 where all are one', (t) => {
	const width = 64;
	const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
	const spread = directions(Float64Array.from({ length: 400 * width }, normal), width);
	t.true(near(relativeDeviation(spread), 1, 0.01));
	const same = directions(
		Float64Array.from({ length: 10 * width }, (_, i) => (i % width) - 3),
		width,
	);
	t.true(near(relativeDeviation(same), 0));
});

test('cosines of all pairs, as pair by pair', (t) => {
	const [width, patches] = [5, 4];
	const photos = [0, 1, 2].map(() => directions(numbers(patches * width), width));
	const vectors = photos.flatMap(({ values }, photo) =>
		Array.from({ length: patches }, (_, i) => ({ photo, v: values.subarray(i * width, (i + 1) * width) })),
	);
	const [within, between]: [number[], number[]] = [[], []];
	for (const [i, a] of vectors.entries()) {
		for (const b of vectors.slice(i + 1)) {
			(a.photo === b.photo ? within : between).push(a.v.reduce((sum, x, k) => sum + x * b.v[k]!, 0));
		}
	}
	const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
	const found = patchCosines(photos);
	t.true(near(found.within, mean(within)));
	t.true(near(found.between, mean(between)));
	const first = within.slice(0, 3).concat(within.slice(3, 6));
	t.true(near(meanCosine(photos[0]!), mean(first)));
});
