/** Spread of photos' features, without labels: pure mathematics on typed arrays. */
import { eigenvaluesOf } from '../math/eigenvalues.js';
import { unitRows } from '../math/unit-rows.js';

/** Vectors in rows, row-major. */
export interface Rows {
	readonly values: Float64Array;
	readonly count: number;
	readonly width: number;
}

/** Returns vectors of length 1, each divided by its own length. */
export function directions(values: ArrayLike<number>, width: number): Rows {
	return { values: unitRows(values, width), count: values.length / width, width };
}

/**
 * Standard deviation of unit vectors a dimension, averaged over the d dimensions, as a multiple of 1/√d: 1 if they
 * point evenly everywhere, 0 if all are one (SimSiam, arXiv 2011.10566, section 4.1).
 */
export function relativeDeviation(rows: Rows): number {
	const { values, count, width } = rows;
	const mean = meanRow(rows);
	const squares = new Float64Array(width);
	for (let row = 0; row < values.length; row += width) {
		for (let i = 0; i < width; i++) squares[i]! += (values[row + i]! - mean[i]!) ** 2;
	}
	return squares.reduce((sum, each) => sum + Math.sqrt(each / count), 0) / Math.sqrt(width);
}

/** Mean cosine of all pairs of different unit vectors; NaN if there are fewer than two. */
export function meanCosine(rows: Rows): number {
	const { count } = rows;
	const mean = meanRow(rows);
	return (count ** 2 * dot(mean, mean) - squaredLengths(rows)) / (count * (count - 1));
}

/**
 * Mean cosines of patches of one photo, and of patches of different photos.
 *
 * @param photos the unit vectors of each photo's patches
 */
export function patchCosines(photos: readonly Rows[]): { readonly within: number; readonly between: number } {
	const means = photos.map(meanRow);
	const all = means[0]!.map((_, i) => means.reduce((sum, mean) => sum + mean[i]!, 0));
	const own = means.reduce((sum, mean) => sum + dot(mean, mean), 0);
	const count = photos.length;
	return {
		within: photos.reduce((sum, rows) => sum + meanCosine(rows), 0) / count,
		between: (dot(all, all) - own) / (count * (count - 1)),
	};
}

/**
 * RankMe (arXiv 2210.02885, equation 2): exp of the entropy of the singular values divided by their sum, of the
 * features as they are, neither centred nor scaled. From 1, all on one line, to min(count, width); NaN if a feature
 * is not finite.
 */
export function effectiveRank({ values, count, width }: Rows): number {
	// Products of adjacent values: a walk along columns takes several times as long.
	const beside = count < width ? values : transposed(values, width);
	const [rows, columns] = count < width ? [count, width] : [width, count];
	const gram = new Float64Array(rows * rows);
	for (let i = 0; i < rows; i++) {
		for (let j = 0; j <= i; j++) {
			let sum = 0;
			for (let k = 0; k < columns; k++) {
				sum += beside[i * columns + k]! * beside[j * columns + k]!;
			}
			gram[i * rows + j] = sum;
			gram[j * rows + i] = sum;
		}
	}
	if (!gram.every(Number.isFinite)) return Number.NaN;

	const singular = eigenvaluesOf(gram, rows).map((value) => Math.sqrt(Math.max(0, value)));
	const total = singular.reduce((sum, value) => sum + value, 0);
	if (total === 0) return 0;
	return Math.exp(entropy(singular.map((value) => value / total)));
}

function transposed(values: Float64Array, width: number): Float64Array {
	const count = values.length / width;
	return Float64Array.from(values, (_, at) => values[(at % count) * width + Math.floor(at / count)]!);
}

/** Entropy of shares, in nats. */
export function entropy(shares: ArrayLike<number>): number {
	let sum = 0;
	for (let i = 0; i < shares.length; i++) if (shares[i]! > 0) sum -= shares[i]! * Math.log(shares[i]!);
	return sum;
}

function meanRow({ values, count, width }: Rows): Float64Array {
	const mean = new Float64Array(width);
	for (let row = 0; row < values.length; row += width) {
		for (let i = 0; i < width; i++) mean[i]! += values[row + i]! / count;
	}
	return mean;
}

function squaredLengths({ values }: Rows): number {
	let sum = 0;
	for (const x of values) sum += x * x;
	return sum;
}

function dot(a: Float64Array, b: Float64Array): number {
	return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}
