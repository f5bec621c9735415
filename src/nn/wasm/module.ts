/** Our own WebAssembly (`assembly/`) beside that of tfjs' wasm backend, on the same memory: nothing is copied. */

import { tf } from '../tf/tf.js';
import { tensorsWasm } from './binary.js';

/** The parts in use of tfjs' backend. */
export interface WasmBackend {
	/** `asm` are the exports of tfjs' module. */
	readonly wasm: {
		readonly asm: { readonly memory: object };
		_malloc(bytes: number): number;
		HEAPU8: Uint8Array;
	};
	makeOutput(shape: number[], dtype: string): tf.TensorInfo;
	/** Returns the byte address of a tensor. */
	getMemoryOffset(dataId: object): number;
	/** Returns the number of tensors that share this memory. */
	refCount(dataId: object): number;
	incRef(dataId: object): void;
}

/** Returns the byte addresses of tensors. */
export function places<N extends tf.TensorInfo[]>(
	backend: WasmBackend,
	...tensors: N
): { [I in keyof N]: number } {
	return tensors.map(({ dataId }) => backend.getMemoryOffset(dataId)) as { [I in keyof N]: number };
}

/** Arguments of a kernel: tensors by name, before tfjs wraps them. */
export interface KernelArguments<Names extends string = string, Attributes = unknown> {
	readonly inputs: Readonly<Record<Names, tf.TensorInfo>>;
	readonly attrs: Attributes;
	readonly backend: WasmBackend;
}

export type Kernel<Names extends string = string, Attributes = unknown> = (
	args: KernelArguments<Names, Attributes>,
) => tf.TensorInfo | tf.TensorInfo[];

/** Exports of the sources in `assembly/`; pointers are byte addresses in the memory. */
export interface WasmFunctions {
	adamUpdate(...numbers: number[]): void;
	copyRuns(...numbers: number[]): void;
	gelu(...numbers: number[]): void;
	moveTowards(...numbers: number[]): void;
	boardBytes(): number;
	multiply(...numbers: number[]): void;
	multiplyTogether(...numbers: number[]): void;
	scratchBytes(): number;
	softCrossEntropy(...numbers: number[]): void;
	sumOfSquares(...numbers: number[]): void;
}

/** Node has WebAssembly, but its types come only with a browser's. */
declare const WebAssembly: {
	Module: new (bytes: Uint8Array) => object;
	Instance: new (module: object, imports: { env: object }) => { readonly exports: unknown };
};

/** Our module on the memory of the wasm backend, which must be in use. */
export class WasmModule {
	readonly code: object = new WebAssembly.Module(tensorsWasm);
	readonly memory: object;
	readonly functions: WasmFunctions;
	readonly #wasm = (tf.backend() as unknown as WasmBackend).wasm;

	constructor() {
		this.memory = this.#wasm.asm.memory;
		const env = { memory: this.memory, log: Math.log };
		this.functions = new WebAssembly.Instance(this.code, { env }).exports as WasmFunctions;
	}

	/** Writes 32 bits. */
	writeInteger(at: number, value: number): void {
		const { buffer } = this.#wasm.HEAPU8;
		new DataView(buffer).setInt32(at, value, true);
	}

	/** Reserves memory for good, all zeros, and returns its address. */
	room(bytes: number): number {
		const from = this.#wasm._malloc(bytes) >>> 0;
		this.#wasm.HEAPU8.fill(0, from, from + bytes);
		return from;
	}
}
