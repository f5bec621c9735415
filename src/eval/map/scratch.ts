import { evaluationWasm } from './binary.js';

/** What assembly/evaluation.ts exports; pointers are bytes of its memory. */
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

/** Node has it; its types come with a browser's only. */
declare const WebAssembly: {
	Module: new (bytes: Uint8Array) => object;
	Instance: new (module: object) => { readonly exports: unknown };
};

const page = 2 ** 16;
/** Behind the module's own data, which is less than a page. */
const first = page;
/** The functions may read so far behind the end of what they are given. */
const slack = 16;
/** More than the passes over a map need, in bytes: for each pixel, and beside them. */
const [perPixel, beside] = [32, 2 ** 20];

/**
 * A memory that WebAssembly works on, for what is one pass over all pixels. A caller clears it, puts its arrays there,
 * calls a function, and reads what it has written before the next one clears it.
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

	/**
	 * Forgets what was there, and makes room. Arrays of the board that were given before are of no use any more where so
	 * much was never needed.
	 */
	clear(bytes: number): void {
		const missing = first + bytes - this.#memory.buffer.byteLength;
		if (missing > 0) this.#memory.grow(Math.ceil(missing / page));
		this.#end = first;
	}

	/**
	 * Makes room for the passes over a map of so many pixels.
	 *
	 * @returns its values, as they were
	 */
	map(pixels: number): Float64Array {
		this.clear(perPixel * pixels + beside);
		return this.float64(pixels);
	}

	/** Forgets what was there but the map, or puts one in its place. Returns where it is. */
	begin(map: Float64Array): number {
		const scores = this.map(map.length);
		if (map.buffer !== scores.buffer) scores.set(map);
		return scores.byteOffset;
	}

	/** Puts an array there. Returns where it is. */
	put(values: Uint8Array | Int32Array | Float64Array): number {
		const at = this.#place(values.byteLength);
		const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
		new Uint8Array(this.#memory.buffer, at).set(bytes);
		return at;
	}

	/** Bytes to be written to. */
	uint8(length: number): Uint8Array {
		return new Uint8Array(this.#memory.buffer, this.#place(length), length);
	}

	/** Counters, all 0. */
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

/** One for this thread, as no function gives way to another. */
export const board = new Board();
