import type { Grid } from '../../data/geometry.js';
import { ringsAround } from '../map/rings.js';

export const histogramBins = 200;

/** Bin of a cosine among 200 equal bins on [−1, 1]. */
export function binOf(cosine: number): number {
	const bin = Math.floor((cosine + 1) * (histogramBins / 2));
	return Math.max(0, Math.min(histogramBins - 1, bin));
}

/**
 * Cosines of an object's pairs, and of those with patches outside that lie as far apart: shares in 200 equal bins on
 * [−1, 1] that sum to 1, or are all 0 if `pairs` is 0.
 */
export interface MatchedCosines {
	/** Pairs within the object that have a counterpart: a pair with a patch outside that lies as far apart. */
	readonly pairs: number;
	/** Shares of those pairs. */
	readonly intra: Float64Array;
	/** Shares of the pairs with patches outside: all of one distance together weigh as much as that distance has in `intra`. */
	readonly inter: Float64Array;
}

/** Cosines of the pairs of an object's patches, by the distance of the two. */
export class RingPairs {
	readonly #columns: number;
	/** Number of the ring by the rows and columns between two patches; −1 if no pair of the object lies so far apart. */
	readonly #rings: Int32Array;
	/** Numbers of pairs, rings × bins. */
	readonly #intra: Int32Array;
	readonly #inter: Int32Array;

	/** @param patches of the object */
	constructor(patches: readonly number[], grid: Grid) {
		this.#columns = grid.columns;
		const squares = ringsAround([0], grid);
		const numbers = new Map<number, number>();
		for (const [i, a] of patches.entries()) {
			for (const b of patches.slice(i + 1)) {
				const square = squares[this.#offsetOf(a, b)]!;
				if (!numbers.has(square)) numbers.set(square, numbers.size);
			}
		}
		this.#rings = squares.map((square) => numbers.get(square) ?? -1);
		this.#intra = new Int32Array(numbers.size * histogramBins);
		this.#inter = new Int32Array(numbers.size * histogramBins);
	}

	/** Adds a pair of the object's patches. */
	addIntra(a: number, b: number, cosine: number): void {
		this.#intra[this.#rings[this.#offsetOf(a, b)]! * histogramBins + binOf(cosine)]!++;
	}

	/** Adds a pair of a patch of the object and one outside; it has no effect without a counterpart. */
	addInter(a: number, b: number, cosine: number): void {
		const ring = this.#rings[this.#offsetOf(a, b)]!;
		if (ring >= 0) this.#inter[ring * histogramBins + binOf(cosine)]!++;
	}

	/** Weighs the pairs with patches outside so that their distances are distributed as those within the object. */
	match(): MatchedCosines {
		const rings = Array.from({ length: this.#intra.length / histogramBins }, (_, ring) => {
			const [from, to] = [ring * histogramBins, (ring + 1) * histogramBins];
			const [intra, inter] = [this.#intra.subarray(from, to), this.#inter.subarray(from, to)];
			return { intra, inter, intraPairs: sum(intra), interPairs: sum(inter) };
		});
		const matched = rings.filter(({ interPairs }) => interPairs > 0);
		const pairs = matched.reduce((all, { intraPairs }) => all + intraPairs, 0);
		const [intra, inter] = [new Float64Array(histogramBins), new Float64Array(histogramBins)];
		for (const ring of matched) {
			const share = ring.intraPairs / pairs;
			for (let bin = 0; bin < histogramBins; bin++) {
				intra[bin]! += ring.intra[bin]! / pairs;
				inter[bin]! += share * (ring.inter[bin]! / ring.interPairs);
			}
		}
		return { pairs, intra, inter };
	}

	/** Place of two patches' distance in an array of rows × columns: the rows and columns between them. */
	#offsetOf(a: number, b: number): number {
		const [rowA, rowB] = [Math.floor(a / this.#columns), Math.floor(b / this.#columns)];
		const across = a - rowA * this.#columns - (b - rowB * this.#columns);
		return Math.abs(rowA - rowB) * this.#columns + Math.abs(across);
	}
}

function sum(counts: Int32Array): number {
	return counts.reduce((all, count) => all + count, 0);
}
