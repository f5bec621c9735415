import { evaluationWasm } from './binary.js';

/** Exports of assembly/evaluation.ts; pointers are byte offsets in its memory. */
interface EvaluationFunctions {
	upsample(...numbers: number[]): void;
	extent(...numbers: number[]): void;
	countPixels(...numbers: number[]): void;
	placeOthers(...numbers: number[]): number;
	findCrossings(...numbers: number[]): void;
	packFeatures(...numbers: number[]): void;
	dotProducts(...numbers: number[]): void;
	resizeRows(...numbers: number[]): void;
	resizeColumns(...numbers: number[]): void;
}

interface Memory {
	readonly buffer: ArrayBuffer;
	grow(pages: number): number;
}

/** Node has WebAssembly, but its types come only with a browser's. */
declare const WebAssembly: {
	Module: new (bytes: Uint8Array) => object;
	Instance: new (module: object) => { readonly exports: unknown };
};

const page = 2 ** 16;
/** First free byte: after the module's own data, which is less than a page. */
const first = page;
/** Bytes that the functions may read beyond the end of their arguments. */
const slack = 16;
/** Upper bound of the bytes that the passes over a map need, for each pixel and in addition. */
const [perPixel, beside] = [32, 2 ** 20];

/**
 * Scratch memory of WebAssembly for one pass over all pixels. A caller clears it, puts its arrays there, calls a
 * function, and reads the result before the next caller clears it.
 */
class Board {
	readonly functions: EvaluationFunctions;
	readonly #memory: Memory;
	#end = first;

	constructor() {
		const { exports } = new WebAssembly.Instance(new WebAssembly.Module(evaluationWasm));
		this.functions = exports as EvaluationFunctions;
		this.#memory = (exports as { memory: Memory }).memory;
	}

	/** Clears the memory and makes room. Arrays that were handed out before may become invalid. */
	clear(bytes: number): void {
		const missing = first + bytes - this.#memory.buffer.byteLength;
		if (missing > 0) this.#memory.grow(Math.ceil(missing / page));
		this.#end = first;
	}

	/**
	 * Makes room for the passes over a map of this many pixels.
	 *
	 * @returns its values, as they were
	 */
	map(pixels: number): Float64Array {
		this.clear(perPixel * pixels + beside);
		return this.float64(pixels);
	}

	/** Clears everything except the map, or copies a map in. Returns its address. */
	begin(map: Float64Array): number {
		const scores = this.map(map.length);
		if (map.buffer !== scores.buffer) scores.set(map);
		return scores.byteOffset;
	}

	/** Copies an array in. Returns its address. */
	put(values: Uint8Array | Int32Array | Float64Array): number {
		const at = this.#place(values.byteLength);
		const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
		new Uint8Array(this.#memory.buffer, at).set(bytes);
		return at;
	}

	/** Returns bytes to write to. */
	uint8(length: number): Uint8Array {
		return new Uint8Array(this.#memory.buffer, this.#place(length), length);
	}

	/** Returns counters, all 0. */
	int32(length: number): Int32Array {
		return new Int32Array(this.#memory.buffer, this.#place(4 * length), length).fill(0);
	}

	float32(length: number): Float32Array {
		return new Float32Array(this.#memory.buffer, this.#place(4 * length), length);
	}

	float64(length: number): Float64Array {
		return new Float64Array(this.#memory.buffer, this.#place(8 * length), length);
	}

	#place(bytes: number): number {
		const at = this.#end;
		this.#end = Math.ceil((at + bytes + slack) / 16) * 16;
		return at;
	}
}

/** Scratch memory of this thread. One is enough: no caller awaits while it uses it. */
export const board = new Board();
