import { eigenvectorsOf } from './jacobi.js';
import { mulberry32 } from './random.js';

/** Tolerance of the residual of a unit eigenvector. */
const tolerance = 1e-9;
const mostSteps = 320;

/**
 * Returns the eigenvector with the greatest eigenvalue of a symmetric matrix among those orthogonal to a known one,
 * by Lanczos' method with full reorthogonalisation (Golub and Van Loan 2013, section 10.3).
 *
 * @param multiply the matrix times a vector
 * @param known an eigenvector, of any length
 * @returns of unit length; as near as 320 steps come; 1 where there is one dimension, in which nothing is orthogonal
 * @throws {RangeError} when the matrix gives NaN or infinity
 */
export function greatestEigenvector(
	multiply: (x: Float64Array) => Float64Array,
	known: Float64Array,
): Float64Array {
	const size = known.length;
	if (size <= 1) return new Float64Array(size).fill(1);

	const deflated = unit(known);
	const random = mulberry32(0);
	const basis = [
		unit(
			orthogonal(
				known.map(() => random() - 0.5),
				[deflated],
			),
		),
	];
	const diagonal: number[] = [];
	const beside: number[] = [];
	for (let step = 1; ; step++) {
		const last = basis.at(-1)!;
		const next = multiply(last);
		diagonal.push(dot(next, last));
		// Twice is enough: the second pass removes what rounding left after the first.
		const rest = orthogonal(orthogonal(next, [deflated, ...basis]), [deflated, ...basis]);
		const length = Math.sqrt(dot(rest, rest));
		if (!Number.isFinite(length))
			throw new RangeError('The matrix holds NaN or infinity: its eigenvectors are unknown');
		const isLast = length < 1e-12 || step === Math.min(mostSteps, size - 1);
		if (isLast || step % 20 === 0) {
			const shares = greatestOfTridiagonal(diagonal, beside);
			if (isLast || Math.abs(length * shares.at(-1)!) < tolerance) return combine(basis, shares);
		}
		beside.push(length);
		basis.push(rest.map((value) => value / length));
	}
}

/** Returns the eigenvector with the greatest eigenvalue of a symmetric tridiagonal matrix. */
function greatestOfTridiagonal(diagonal: readonly number[], beside: readonly number[]): Float64Array {
	const size = diagonal.length;
	const matrix = new Float64Array(size * size);
	for (let i = 0; i < size; i++) {
		matrix[i * size + i] = diagonal[i]!;
		if (i + 1 < size) matrix[i * size + i + 1] = matrix[(i + 1) * size + i] = beside[i]!;
	}
	const { values, vectors } = eigenvectorsOf(matrix, size);
	return vectors[values.indexOf(Math.max(...values))]!;
}

function combine(basis: readonly Float64Array[], shares: Float64Array): Float64Array {
	const sum = new Float64Array(basis[0]!.length);
	for (const [b, vector] of basis.entries()) {
		for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + shares[b]! * vector[i]!;
	}
	return unit(sum);
}

/** Returns `x` without its components along orthonormal vectors. */
function orthogonal(x: Float64Array, vectors: readonly Float64Array[]): Float64Array {
	const rest = x.slice();
	for (const vector of vectors) {
		const part = dot(rest, vector);
		for (let i = 0; i < rest.length; i++) rest[i] = rest[i]! - part * vector[i]!;
	}
	return rest;
}

function unit(x: Float64Array): Float64Array {
	const length = Math.sqrt(dot(x, x));
	return x.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
	return sum;
}
