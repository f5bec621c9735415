/**
 * Dense retrieval as in Hummingbird (arXiv 2306.01667), with the constants of open-hummingbird-eval: patches of
 * labelled photos give those of new ones their classes.
 */
import { NearestNeighbours } from '../../math/nearest-neighbours.js';
import type { Random } from '../../math/random.js';
import { productsBetween } from '../features/products.js';
import type { FeatureGrid } from '../items.js';
import type { ClassShares } from './semantic-map.js';

/** Number of the memory's patches that are compared at once: 64 MB of cosines for a photo of 1,024 patches. */
const chunkSize = 16_384;

export interface RetrievalRule {
	/** Number of nearest patches of the memory for one patch. */
	readonly neighbours: number;
	/** Temperature of their weights, softmax(cos / temperature). */
	readonly temperature: number;
}

/** Map of each class's share, rows × columns; classes that no neighbour has are absent. */
export type ClassMaps = ReadonlyMap<string, Float64Array>;

export class PatchMemory {
	/** Chunks of at most `chunkSize` vectors. */
	readonly #chunks: Float32Array[] = [];
	readonly #shares: ClassShares[] = [];

	/** Number of patches. */
	get size(): number {
		return this.#shares.length;
	}

	/** @param patches which patches of the photo are kept */
	add({ values, dimensions }: FeatureGrid, shares: readonly ClassShares[], patches: readonly number[]): void {
		for (const patch of patches) {
			const place = this.size % chunkSize;
			if (place === 0) this.#chunks.push(new Float32Array(chunkSize * dimensions));
			const vector = values.subarray(patch * dimensions, (patch + 1) * dimensions);
			this.#chunks.at(-1)!.set(vector, place * dimensions);
			this.#shares.push(shares[patch]!);
		}
	}

	/**
	 * Returns the weighted mean shares of each patch's nearest neighbours. Needs an open backend: cosines are
	 * computed in float32.
	 *
	 * @throws {Error} when the memory is empty
	 */
	retrieve(features: FeatureGrid, { neighbours, temperature }: RetrievalRule): ClassMaps {
		if (this.size === 0) {
			throw new Error(
				'The memory holds no patch, all pixels of its photos are ignored: choose other photos by `memory.split`',
			);
		}

		const count = features.rows * features.columns;
		const nearest = this.#findNearest(features, neighbours);
		const maps = new Map<string, Float64Array>();
		for (let patch = 0; patch < count; patch++) {
			const { sources, weights } = nearest.of(patch, temperature);
			for (const [i, source] of sources.entries()) {
				for (const [name, share] of this.#shares[source]!) {
					if (!maps.has(name)) maps.set(name, new Float64Array(count));
					maps.get(name)![patch]! += weights[i]! * share;
				}
			}
		}
		return maps;
	}

	#findNearest(features: FeatureGrid, neighbours: number): NearestNeighbours {
		const { dimensions } = features;
		const queries = features.rows * features.columns;
		const nearest = new NearestNeighbours(queries, neighbours);
		for (const [c, chunk] of this.#chunks.entries()) {
			const filled = Math.min(chunkSize, this.size - c * chunkSize);
			const cosines = productsBetween(features, {
				dimensions,
				values: chunk.subarray(0, filled * dimensions),
			});
			for (let query = 0; query < queries; query++) {
				for (let i = 0; i < filled; i++) {
					nearest.offer(query, cosines[query * filled + i]!, c * chunkSize + i);
				}
			}
		}
		return nearest;
	}
}

/**
 * Chooses the patches of a photo that a bounded memory keeps: those with the least scores. A score is a random number
 * times, summed over the patch's classes, the number of patches with that class, so that rare classes are kept
 * (open-hummingbird-eval). A patch without a class is never kept.
 *
 * @returns at most `quota` patches, ascending
 */
export function samplePatches(shares: readonly ClassShares[], quota: number, random: Random): number[] {
	const frequency = new Map<string, number>();
	for (const patch of shares) {
		for (const name of patch.keys()) frequency.set(name, (frequency.get(name) ?? 0) + 1);
	}
	const scored = shares.flatMap((patch, index) => {
		if (patch.size === 0) return [];

		const common = [...patch.keys()].reduce((sum, name) => sum + frequency.get(name)!, 0);
		return [{ index, score: common * random() }];
	});
	return scored
		.sort((a, b) => a.score - b.score)
		.slice(0, quota)
		.map(({ index }) => index)
		.sort((a, b) => a - b);
}
