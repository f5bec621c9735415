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
const readBeyond = 16;
/** Upper bound of the bytes that the passes over a map need, for each pixel and in addition. */
const [bytesPerPixel, bytesBeside] = [32, 2 ** 20];

const { exports } = new WebAssembly.Instance(new WebAssembly.Module(evaluationWasm));
const { memory } = exports as { memory: Memory };
let isHeld = false;

/**
 * Scratch memory of WebAssembly for passes over all pixels. A thread has one, and one holder of it at a time: its arrays
 * are views that the next holder overwrites, so none of them leaves the function that holds it.
 */
class Scratch implements Disposable {
	readonly functions = exports as EvaluationFunctions;
	#end = first;
	#isGivenBack = false;

	/** Copies an array in. Returns its address. */
	put(values: Uint8Array | Int32Array | Float64Array): number {
		const at = this.#place(values.byteLength);
		const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
		new Uint8Array(memory.buffer, at).set(bytes);
		return at;
	}

	/** Returns bytes to write to. */
	uint8(length: number): Uint8Array {
		return new Uint8Array(memory.buffer, this.#place(length), length);
	}

	/** Returns counters, all 0. */
	int32(length: number): Int32Array {
		return new Int32Array(memory.buffer, this.#place(4 * length), length).fill(0);
	}

	/** Returns numbers to write to. */
	float32(length: number): Float32Array {
		return new Float32Array(memory.buffer, this.#place(4 * length), length);
	}

	/** Returns numbers to write to. */
	float64(length: number): Float64Array {
		return new Float64Array(memory.buffer, this.#place(8 * length), length);
	}

	/** Frees everything after an array. */
	freeBehind(array: Float64Array): void {
		this.#end = endOf(array.byteOffset, array.byteLength);
	}

	/** Gives the memory back. */
	[Symbol.dispose](): void {
		if (!this.#isGivenBack) isHeld = false;
		this.#isGivenBack = true;
	}

	#place(bytes: number): number {
		if (this.#isGivenBack) throw new Error('This scratch memory was given back');

		const at = this.#end;
		this.#end = endOf(at, bytes);
		return at;
	}
}

/** Returns where the next array may begin. */
function endOf(at: number, bytes: number): number {
	return Math.ceil((at + bytes + readBeyond) / 16) * 16;
}

export type { Scratch };

/**
 * Takes the scratch memory, to be declared by `using`.
 *
 * @param bytes that are needed in all
 * @throws {Error} when another function holds it
 */
export function wasmScratch(bytes: number): Scratch {
	if (isHeld) throw new Error('The scratch memory is held already: give it back first');

	const missing = first + bytes - memory.buffer.byteLength;
	if (missing > 0) memory.grow(Math.ceil(missing / page));
	isHeld = true;
	return new Scratch();
}

/** Takes the scratch memory, with room for passes over this many pixels. */
export function pixelScratch(pixels: number): Scratch {
	return wasmScratch(bytesPerPixel * pixels + bytesBeside);
}

/** A map in scratch memory, for passes that need not copy it. Holds the memory. */
export class ScratchMap implements Disposable {
	readonly scratch: Scratch;
	/** Height × width: a view, gone once the map is disposed of. */
	readonly values: Float64Array;

	constructor(pixels: number) {
		this.scratch = pixelScratch(pixels);
		this.values = this.scratch.float64(pixels);
	}

	/** Copies a map in. */
	static of(map: Float64Array): ScratchMap {
		const copy = new ScratchMap(map.length);
		copy.values.set(map);
		return copy;
	}

	/** Frees what an earlier pass over the map has put into the memory. */
	begin(): Scratch {
		this.scratch.freeBehind(this.values);
		return this.scratch;
	}

	[Symbol.dispose](): void {
		this.scratch[Symbol.dispose]();
	}
}
