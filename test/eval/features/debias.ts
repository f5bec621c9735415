import test from 'ava';
import { leadingDirections, projectOut } from '../../../src/eval/features/debias.js';
import { unitFeatures } from '../../../src/eval/features/similarity.js';
import { leadingEigenvectors } from '../../../src/math/eigenvectors.js';
import { mulberry32 } from '../../../src/math/random.js';
import { near } from '../../math/_near.js';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
	Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

test('eigenvectors of a matrix by hand', (t) => {
	const vectors = leadingEigenvectors(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 5), 3, 3);
	near(t, Array.from(vectors, Math.abs), [
		0,
		0,
		1,
		Math.SQRT1_2,
		Math.SQRT1_2,
		0,
		Math.SQRT1_2,
		Math.SQRT1_2,
		0,
	]);
	t.true(vectors[3]! * vectors[4]! > 0, 'of 3: along (1, 1)');
	t.true(vectors[6]! * vectors[7]! < 0, 'of 1: along (1, −1)');
});

test('eigenvectors are orthonormal, belong to the matrix, and come by descending eigenvalue', (t) => {
	const [size, random] = [40, mulberry32(3)];
	const factor = Array.from({ length: size }, () =>
		Float64Array.from({ length: size }, () => random() - 0.5),
	);
	const matrix = Float64Array.from({ length: size ** 2 }, (_, i) =>
		dot(factor[Math.floor(i / size)]!, factor[i % size]!),
	);
	const all = leadingEigenvectors(matrix.slice(), size, size);
	const vectors = Array.from({ length: size }, (_, i) => all.subarray(i * size, (i + 1) * size));
	let before = Number.POSITIVE_INFINITY;
	for (const vector of vectors) {
		const image = Array.from({ length: size }, (_, i) =>
			dot(matrix.subarray(i * size, (i + 1) * size), vector),
		);
		const eigenvalue = dot(image, vector);
		near(t, image, Array.from(vector, (value) => value * eigenvalue), 'A·v', 1e-10); // biome-ignore format: one line
		near(t, vectors.map((other) => dot(vector, other)), vectors.map((other) => Number(other === vector)), 'orthonormal', 1e-7); // biome-ignore format: one line
		t.true(eigenvalue <= before);
		before = eigenvalue;
	}
});

test('a matrix of less than full rank has no direction where it has none', (t) => {
	const vectors = leadingEigenvectors(new Float64Array(16).fill(1), 4, 2);
	const [first, second] = [vectors.subarray(0, 4), vectors.subarray(4)];
	near(t, Array.from(first, Math.abs), [0.5, 0.5, 0.5, 0.5]);
	near(t, second, [0, 0, 0, 0]);
});

const grid = { rows: 2, columns: 3 };

test('what is projected out is gone, and nothing else', (t) => {
	const random = mulberry32(5);
	const position = [0.8, 0.6, 0, 0];
	// A blank image: its patches differ along one direction only.
	const blank = unitFeatures(
		Float64Array.from({ length: 24 }, (_, i) => (Math.floor(i / 4) - 2.5) * position[i % 4]!),
		grid,
	);
	const directions = leadingDirections(blank, 1);
	near(t, Math.abs(dot(directions, position)), 1);

	const photo = unitFeatures(Float64Array.from({ length: 24 }, () => random() - 0.5), grid); // biome-ignore format: one line
	const clean = projectOut(photo, directions);
	for (let start = 0; start < 24; start += 4) {
		const [is, was] = [clean, photo].map(({ values }) => values.subarray(start, start + 4)) as [Float64Array, Float64Array]; // biome-ignore format: one line
		near(t, dot(is, position), 0);
		near(t, dot(is, is), 1);
		const other = [-0.6, 0.8, 0, 0];
		near(t, is[2]! / dot(is, other), was[2]! / dot(was, other), 'what is orthogonal keeps its proportions');
	}
	t.deepEqual(projectOut(photo, new Float64Array(0)).rows, photo.rows);
});

test('not all dimensions can be projected out', (t) => {
	t.throws(() => leadingDirections(unitFeatures(new Float64Array(24).fill(1), grid), 4), {
		message: /`model\.debias` is `4`, but features have 4 dimensions/,
	});
});
