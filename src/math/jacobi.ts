export interface Eigenvectors {
	readonly values: readonly number[];
	/** Unit vectors, in the order of `values`. */
	readonly vectors: readonly Float64Array[];
}

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's cyclic rotations (Golub and Van Loan 2013,
 * section 8.5), in no particular order.
 *
 * @param matrix size × size
 */
export function eigenvectorsOf(matrix: Float64Array, size: number): Eigenvectors {
	const a = matrix.slice();
	const vectors = Array.from({ length: size }, (_, i) => {
		const vector = new Float64Array(size);
		vector[i] = 1;
		return vector;
	});
	for (let sweep = 0; sweep < 30 && !isDiagonal(a, size); sweep++) {
		for (let p = 0; p < size; p++) {
			for (let q = p + 1; q < size; q++) if (a[p * size + q] !== 0) rotate(a, vectors, size, p, q);
		}
	}
	return { values: vectors.map((_, i) => a[i * size + i]!), vectors };
}

/** Makes the element (p, q) zero by a rotation in the plane of p and q. */
function rotate(a: Float64Array, vectors: readonly Float64Array[], size: number, p: number, q: number): void {
	const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * a[p * size + q]!);
	const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
	const cosine = 1 / Math.sqrt(tangent * tangent + 1);
	const sine = tangent * cosine;
	for (let i = 0; i < size; i++) turn(a, i * size + p, i * size + q, cosine, sine);
	for (let i = 0; i < size; i++) turn(a, p * size + i, q * size + i, cosine, sine);
	for (let i = 0; i < size; i++) {
		const [x, y] = [vectors[p]![i]!, vectors[q]![i]!];
		vectors[p]![i] = cosine * x - sine * y;
		vectors[q]![i] = sine * x + cosine * y;
	}
}

function turn(a: Float64Array, i: number, j: number, cosine: number, sine: number): void {
	const [x, y] = [a[i]!, a[j]!];
	a[i] = cosine * x - sine * y;
	a[j] = sine * x + cosine * y;
}

function isDiagonal(a: Float64Array, size: number): boolean {
	let [off, all] = [0, 0];
	for (let i = 0; i < a.length; i++) {
		const square = a[i]! ** 2;
		all += square;
		if (i % (size + 1) !== 0) off += square;
	}
	return off <= 1e-28 * all;
}
