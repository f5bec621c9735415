/** The neighbours of a query, the nearest first. */
export interface Neighbours {
	readonly sources: Int32Array;
	/** softmax(cos / temperature) over these. */
	readonly weights: Float64Array;
}

/** The k nearest of all that each of many queries has been offered. */
export class NearestNeighbours {
	readonly #k: number;
	readonly #cosines: Float64Array;
	readonly #sources: Int32Array;

	constructor(queries: number, k: number) {
		this.#k = k;
		this.#cosines = new Float64Array(queries * k).fill(Number.NEGATIVE_INFINITY);
		this.#sources = new Int32Array(queries * k);
	}

	/** Of equal cosines, the one that was offered first is the nearer one. */
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

	/** The `count` nearest; fewer where fewer were offered. */
	of(query: number, temperature: number, count = this.#k): Neighbours {
		const first = query * this.#k;
		const cosines = this.#cosines.subarray(first, first + count);
		const last = cosines.indexOf(Number.NEGATIVE_INFINITY);
		const found = last < 0 ? cosines : cosines.subarray(0, last);
		// Relative to the greatest, which changes nothing but that no weight overflows.
		const weights = found.map((cosine) => Math.exp((cosine - found[0]!) / temperature));
		const total = weights.reduce((sum, weight) => sum + weight, 0);
		return {
			sources: this.#sources.subarray(first, first + found.length),
			weights: weights.map((weight) => weight / total),
		};
	}
}
