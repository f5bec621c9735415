/** Neighbours of a query, nearest first. */
export interface Neighbours {
	readonly sources: Int32Array;
	/** Weights of the neighbours: softmax(cos / temperature). */
	readonly weights: Float64Array;
}

/** The k nearest neighbours of each of many queries, among all that were offered. */
export class NearestNeighbours {
	readonly #k: number;
	readonly #cosines: Float64Array;
	readonly #sources: Int32Array;

	constructor(queries: number, k: number) {
		this.#k = k;
		this.#cosines = new Float64Array(queries * k).fill(Number.NEGATIVE_INFINITY);
		this.#sources = new Int32Array(queries * k);
	}

	/** Offers a neighbour. Among equal cosines, the first one offered is nearer. */
	offer(query: number, cosine: number, source: number): void {
		const first = query * this.#k;
		let place = first + this.#k - 1;
		if (cosine <= this.#cosines[place]!) return;

		for (; place > first && this.#cosines[place - 1]! < cosine; place--) {
			this.#cosines[place] = this.#cosines[place - 1]!;
			this.#sources[place] = this.#sources[place - 1]!;
		}
		this.#cosines[place] = cosine;
		this.#sources[place] = source;
	}

	/** Returns the `count` nearest; fewer if fewer were offered. */
	of(query: number, temperature: number, count = this.#k): Neighbours {
		const first = query * this.#k;
		const cosines = this.#cosines.subarray(first, first + count);
		const last = cosines.indexOf(Number.NEGATIVE_INFINITY);
		const found = last < 0 ? cosines : cosines.subarray(0, last);
		// Relative to the greatest, only so that no weight overflows.
		const weights = found.map((cosine) => Math.exp((cosine - found[0]!) / temperature));
		const total = weights.reduce((sum, weight) => sum + weight, 0);
		return {
			sources: this.#sources.subarray(first, first + found.length),
			weights: weights.map((weight) => weight / total),
		};
	}
}
