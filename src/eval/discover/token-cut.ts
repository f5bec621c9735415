import { greatestEigenvector } from '../../math/lanczos.js';
import { productsBetween } from '../features/products.js';
import { unitFeatures } from '../features/similarity.js';
import type { PatchCut, PatchVectors } from './items.js';

/** Weight of an edge between unlike patches, which keeps the graph connected. */
const apart = 1e-5;

/**
 * TokenCut (arXiv 2202.11539): patches with a cosine above `threshold` are joined, and the graph is split at the
 * least normalised cut (Shi and Malik 2000), approximated by the mean of the second generalised eigenvector of (D −
 * W) y = λ D y. The object's side is that of the patch with the greatest |y|. Needs an open backend.
 */
export function cutByTokens(vectors: PatchVectors, threshold: number): PatchCut {
	const y = secondEigenvector(joinPatches(vectors, threshold), vectors.rows * vectors.columns);
	const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
	const greatest = y.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
	// Among patches joined alike, which only rounding distinguishes, the first is the seed.
	const seed = y.findIndex((value) => Math.abs(value) > greatest * (1 - 1e-6));
	const isAbove = y[seed]! > mean;
	return { seed, foreground: Uint8Array.from(y, (value) => Number(value > mean === isAbove)) };
}

/** Returns the graph's weights, patches × patches. */
export function joinPatches(vectors: PatchVectors, threshold: number): Float32Array {
	const unit = unitFeatures(vectors.values, vectors);
	return productsBetween(unit, unit).map((cosine) => (cosine > threshold ? 1 : apart));
}

/**
 * Returns the unit eigenvector of (D − W) y = λ D y with the second least λ. With u = D^½ y it is the second greatest
 * of the symmetric D^−½ W D^−½, whose first is D^½ 1.
 *
 * @param weights count × count, symmetric
 */
export function secondEigenvector(weights: Float32Array, count: number): Float64Array {
	const roots = new Float64Array(count);
	for (let i = 0; i < count; i++) {
		const row = weights.subarray(i * count, (i + 1) * count);
		roots[i] = Math.sqrt(row.reduce((sum, weight) => sum + weight, 0));
	}
	const multiply = (x: Float64Array) => {
		const scaled = x.map((value, i) => value / roots[i]!);
		return x.map((_, i) => {
			let sum = 0;
			for (let j = 0, w = i * count; j < count; j++, w++) sum += weights[w]! * scaled[j]!;
			return sum / roots[i]!;
		});
	};
	const u = greatestEigenvector(multiply, roots);
	const y = u.map((value, i) => value / roots[i]!);
	const norm = Math.hypot(...y);
	return y.map((value) => value / norm);
}
