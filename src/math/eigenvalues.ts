/**
 * Returns the eigenvalues of a symmetric matrix: Householder's reduction to a tridiagonal one, then QL with implicit
 * shifts (Golub and Van Loan 2013, sections 8.3.1 and 8.3.3). Some twenty milliseconds for 192 × 192; rotations of
 * the whole matrix take a second.
 *
 * @param matrix size × size, of which the diagonal and what stands below it are read
 * @returns `size` values in no particular order
 * @throws {RangeError} when the matrix holds NaN or infinity
 */
export function eigenvaluesOf(matrix: Float64Array, size: number): Float64Array {
	if (!matrix.every(Number.isFinite)) throw new RangeError('The matrix holds NaN or infinity');
	const { diagonal, beside } = tridiagonal(matrix.slice(), size);
	for (let first = 0; first < size; first++) isolate(diagonal, beside, first);
	return diagonal;
}

interface Tridiagonal {
	readonly diagonal: Float64Array;
	/** Off-diagonal elements: element i is between rows i and i + 1. */
	readonly beside: Float64Array;
}

/** Reduces `a` to a tridiagonal matrix, overwriting it. */
function tridiagonal(a: Float64Array, size: number): Tridiagonal {
	const [diagonal, beside] = [new Float64Array(size), new Float64Array(size)];
	for (let k = 0; k < size - 1; k++) {
		diagonal[k] = a[k * size + k]!;
		beside[k] = reflect(a, size, k);
	}
	if (size > 0) diagonal[size - 1] = a[size * size - 1]!;
	return { diagonal, beside };
}

/** Makes column `k` zero below the subdiagonal element, which is returned. Updates the lower half alone. */
function reflect(a: Float64Array, size: number, k: number): number {
	const rows = size - k - 1;
	const v = Float64Array.from({ length: rows }, (_, i) => a[(k + 1 + i) * size + k]!);
	const length = Math.hypot(...v);
	if (length === 0) return 0;

	const alpha = v[0]! > 0 ? -length : length;
	v[0]! -= alpha;
	const half = v.reduce((sum, x) => sum + x * x, 0) / 2;
	if (half === 0) return alpha;

	const p = timesRest(a, size, v).map((x) => x / half);
	const shared = v.reduce((sum, x, i) => sum + x * p[i]!, 0) / (2 * half);
	const w = p.map((x, i) => x - shared * v[i]!);
	for (let i = 0; i < rows; i++) {
		const [row, x, y] = [(k + 1 + i) * size + k + 1, v[i]!, w[i]!];
		for (let j = 0; j <= i; j++) a[row + j]! -= x * w[j]! + y * v[j]!;
	}
	return alpha;
}

/** Product of the last rows and columns, as many as `v` has elements, with `v`. */
function timesRest(a: Float64Array, size: number, v: Float64Array): Float64Array {
	const product = new Float64Array(v.length);
	for (let i = 0; i < v.length; i++) {
		const [row, x] = [(size - v.length + i) * size + size - v.length, v[i]!];
		let sum = a[row + i]! * x;
		for (let j = 0; j < i; j++) {
			sum += a[row + j]! * v[j]!;
			product[j]! += a[row + j]! * x;
		}
		product[i]! += sum;
	}
	return product;
}

/** Reduces the off-diagonal elements until `diagonal[first]` is an eigenvalue. */
function isolate(d: Float64Array, e: Float64Array, first: number): void {
	for (;;) {
		let last = first;
		while (last < d.length - 1 && !isNegligible(d, e, last)) last++;
		if (last === first) return;
		sweep(d, e, first, last);
	}
}

function isNegligible(d: Float64Array, e: Float64Array, i: number): boolean {
	return Math.abs(e[i]!) <= Number.EPSILON * (Math.abs(d[i]!) + Math.abs(d[i + 1]!));
}

/** One step of QL with Wilkinson's shift over the rows from `first` to `last`. */
function sweep(d: Float64Array, e: Float64Array, first: number, last: number): void {
	const half = (d[first + 1]! - d[first]!) / (2 * e[first]!);
	const root = Math.hypot(half, 1);
	let g = d[last]! - d[first]! + e[first]! / (half + (half >= 0 ? root : -root));
	let [sine, cosine, p] = [1, 1, 0];
	for (let i = last - 1; i >= first; i--) {
		const [f, b] = [sine * e[i]!, cosine * e[i]!];
		const r = Math.hypot(f, g);
		e[i + 1] = r;
		if (r === 0) {
			d[i + 1]! -= p;
			e[last] = 0;
			return;
		}

		[sine, cosine] = [f / r, g / r];
		g = d[i + 1]! - p;
		const turned = (d[i]! - g) * sine + 2 * cosine * b;
		p = sine * turned;
		d[i + 1] = g + p;
		g = cosine * turned - b;
	}
	d[first]! -= p;
	e[first] = g;
	e[last] = 0;
}
