import type { Point, Size } from '../../data/geometry.js';

/**
 * Keeps of every thresholded map only the components (4-connected) that hold a prompt's point, for all thresholds at
 * once: the value of a pixel becomes the greatest threshold at which it is still connected to a point, which is the
 * least value on the best way there.
 *
 * @param map height × width, row-major
 * @returns height × width; no value is greater than the map's own
 */
export function connectedMap(
	map: Float64Array,
	points: readonly Point[],
	{ width, height }: Size,
): Float64Array {
	const reach = new Float64Array(map.length).fill(Number.NEGATIVE_INFINITY);
	const heap = new PixelHeap(reach);
	const visit = (i: number, from: number) => {
		if (reach[i] !== Number.NEGATIVE_INFINITY) return;

		reach[i] = Math.min(from, map[i]!);
		heap.push(i);
	};
	for (const { x, y } of points) visit(y * width + x, Number.POSITIVE_INFINITY);
	for (let i = heap.pop(); i !== undefined; i = heap.pop()) {
		const x = i % width;
		if (x > 0) visit(i - 1, reach[i]!);
		if (x + 1 < width) visit(i + 1, reach[i]!);
		if (i >= width) visit(i - width, reach[i]!);
		if (i < width * (height - 1)) visit(i + width, reach[i]!);
	}
	return reach;
}

/** A binary heap of pixels, the one with the greatest value first. */
class PixelHeap {
	readonly #values: Float64Array;
	readonly #pixels: number[] = [];

	constructor(values: Float64Array) {
		this.#values = values;
	}

	push(pixel: number): void {
		const pixels = this.#pixels;
		let i = pixels.length;
		pixels.push(pixel);
		while (i > 0) {
			const parent = (i - 1) >> 1;
			if (this.#values[pixels[parent]!]! >= this.#values[pixel]!) break;
			pixels[i] = pixels[parent]!;
			i = parent;
		}
		pixels[i] = pixel;
	}

	pop(): number | undefined {
		const first = this.#pixels[0];
		const last = this.#pixels.pop();
		if (last !== undefined && this.#pixels.length > 0) this.#sink(last);
		return first;
	}

	#sink(pixel: number): void {
		const pixels = this.#pixels;
		let i = 0;
		for (let child = 1; child < pixels.length; child = 2 * i + 1) {
			if (child + 1 < pixels.length && this.#of(child + 1) > this.#of(child)) child++;
			if (this.#of(child) <= this.#values[pixel]!) break;
			pixels[i] = pixels[child]!;
			i = child;
		}
		pixels[i] = pixel;
	}

	#of(i: number): number {
		return this.#values[this.#pixels[i]!]!;
	}
}
