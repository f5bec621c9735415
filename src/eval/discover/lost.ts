import { productsBetween } from '../features/products.js';
import type { PatchCut, PatchVectors } from './items.js';

/**
 * LOST (arXiv 2109.14279). The seed is the patch with which the fewest others are correlated, since objects are
 * smaller than backgrounds. Among the `candidates` next ones, those correlated with the seed belong to the object;
 * the foreground is correlated with their sum. Uses scalar products of the vectors as they are, not cosines. Needs an
 * open backend.
 */
export function cutByLost(vectors: PatchVectors, candidates: number): PatchCut {
	const count = vectors.rows * vectors.columns;
	const products = productsBetween(vectors, vectors);
	const degrees = correlatedPatches(products, count);
	const ranked = Array.from(degrees.keys()).sort((a, b) => degrees[a]! - degrees[b]! || a - b);
	const seed = ranked[0]!;
	const object = ranked.slice(0, candidates).filter((patch) => products[seed * count + patch]! > 0);
	const foreground = new Uint8Array(count);
	for (let j = 0; j < count; j++) {
		let sum = 0;
		for (const patch of object) sum += products[patch * count + j]!;
		foreground[j] = Number(sum > 0);
	}
	return { seed, foreground };
}

/** Number of other patches with a positive product, for each patch. */
function correlatedPatches(products: Float32Array, count: number): Int32Array {
	const degrees = new Int32Array(count);
	for (let i = 0; i < count; i++) {
		for (let j = 0; j < count; j++) if (i !== j && products[i * count + j]! > 0) degrees[i]!++;
	}
	return degrees;
}
