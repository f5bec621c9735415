/**
 * Returns the leading eigenvectors of a symmetric positive semidefinite matrix: rotations of pairs of rows until all
 * rows are orthogonal (Hestenes 1958), which leaves each eigenvector times its eigenvalue.
 *
 * @param matrix size × size, row-major; overwritten
 * @returns count × size, row-major, by descending eigenvalue, each of unit length; zeros where the eigenvalue is 0
 */
export function leadingEigenvectors(matrix: Float64Array, size: number, count: number): Float64Array {
	const rows = Array.from({ length: size }, (_, i) => matrix.subarray(i * size, (i + 1) * size));
	// A dozen sweeps are enough.
	for (let sweep = 0; sweep < 50 && rotateAllPairs(rows); sweep++);
	const lengths = rows.map((row) => Math.sqrt(dot(row, row)));
	const order = rows.map((_, i) => i).sort((a, b) => lengths[b]! - lengths[a]!);
	const vectors = new Float64Array(count * size);
	for (const [place, i] of order.slice(0, count).entries()) {
		if (lengths[i]! <= lengths[order[0]!]! * tolerance) break;

		vectors.set(
			rows[i]!.map((value) => value / lengths[i]!),
			place * size,
		);
	}
	return vectors;
}

/**
 * Cosine below which rows are orthogonal to working precision, and length, relative to the longest row, below which a
 * row counts as zero.
 */
const tolerance = 1e-14;

/** @returns whether any pair had to be rotated */
function rotateAllPairs(rows: readonly Float64Array[]): boolean {
	const squares = rows.map((row) => dot(row, row));
	const negligible = Math.max(...squares) * tolerance ** 2;
	let isRotated = false;
	for (let p = 0; p < rows.length; p++) {
		for (let q = p + 1; q < rows.length; q++) {
			const [a, b] = [squares[p]!, squares[q]!];
			if (a <= negligible || b <= negligible) continue;

			const product = dot(rows[p]!, rows[q]!);
			if (Math.abs(product) <= tolerance * rows.length * Math.sqrt(a * b)) continue;

			const shift = rotate(rows[p]!, rows[q]!, (b - a) / (2 * product)) * product;
			squares[p] = a - shift;
			squares[q] = b + shift;
			isRotated = true;
		}
	}
	return isRotated;
}

/** Rotates two rows by the smaller angle that makes them orthogonal, and returns its tangent. */
function rotate(first: Float64Array, second: Float64Array, cotangent: number): number {
	const tangent = (cotangent < 0 ? -1 : 1) / (Math.abs(cotangent) + Math.hypot(1, cotangent));
	const cosine = 1 / Math.hypot(1, tangent);
	const sine = cosine * tangent;
	for (let i = 0; i < first.length; i++) {
		const [x, y] = [first[i]!, second[i]!];
		first[i] = cosine * x - sine * y;
		second[i] = sine * x + cosine * y;
	}
	return tangent;
}

function dot(first: Float64Array, second: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < first.length; i++) sum += first[i]! * second[i]!;
	return sum;
}
