import test from 'ava';
import { eigenvectorsOf } from '../../src/math/jacobi.js';
import { greatestEigenvector } from '../../src/math/lanczos.js';
import { mulberry32 } from '../../src/math/random.js';
import { near } from './_near.js';

function multiply(matrix: Float64Array, x: Float64Array): Float64Array {
	return x.map((_, i) => x.reduce((sum, value, j) => sum + matrix[i * x.length + j]! * value, 0));
}

function drawSymmetric(size: number): Float64Array {
	const random = mulberry32(3);
	const matrix = new Float64Array(size * size);
	for (let i = 0; i < size; i++) {
		for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = random() - 0.5;
	}
	return matrix;
}

test('Jacobi: a matrix of two by two, by hand', (t) => {
	const { values, vectors } = eigenvectorsOf(Float64Array.of(2, 1, 1, 2), 2);
	near(t, [...values].sort(), [1, 3]);
	const greatest = vectors[values.indexOf(Math.max(...values))]!;
	near(t, greatest.map(Math.abs), [Math.SQRT1_2, Math.SQRT1_2]);
});

test('Jacobi: every pair solves A v = λ v, and the vectors are orthonormal', (t) => {
	const matrix = drawSymmetric(12);
	const { values, vectors } = eigenvectorsOf(matrix, 12);
	for (const [i, vector] of vectors.entries()) {
		near(
			t,
			multiply(matrix, vector),
			vector.map((value) => value * values[i]!),
		);
		for (const [j, other] of vectors.entries()) {
			near(
				t,
				vector.reduce((sum, value, d) => sum + value * other[d]!, 0),
				Number(i === j),
			);
		}
	}
});

test('Lanczos: the second of a matrix whose first is known, as Jacobi finds it', (t) => {
	const size = 60;
	const matrix = drawSymmetric(size);
	const { values, vectors } = eigenvectorsOf(matrix, size);
	const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
	const [first, second] = [vectors[order[0]!]!, vectors[order[1]!]!];
	const found = greatestEigenvector(
		(x) => multiply(matrix, x),
		first.map((value) => 7 * value),
	);
	const cosine = found.reduce((sum, value, i) => sum + value * second[i]!, 0);
	near(t, Math.abs(cosine), 1);
});

test('Lanczos: of two dimensions, and of a matrix that all vectors are eigenvectors of', (t) => {
	const found = greatestEigenvector((x) => Float64Array.of(3 * x[0]!, x[1]!), Float64Array.of(1, 0));
	near(t, found.map(Math.abs), [0, 1]);
	const any = greatestEigenvector((x) => x.slice(), Float64Array.of(1, 1, 1, 1));
	near(
		t,
		any.reduce((sum, value) => sum + value, 0),
		0,
	);
});

test('Lanczos: of one dimension, and of a matrix that is not finite', (t) => {
	t.deepEqual(
		greatestEigenvector((x) => x.slice(), Float64Array.of(3)),
		Float64Array.of(1),
	);
	t.throws(() => greatestEigenvector((x) => x.map(() => Number.NaN), Float64Array.of(1, 2, 3)), {
		message: /NaN or infinity/,
	});
});
