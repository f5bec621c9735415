/** Our own WebAssembly (`assembly/`) beside that of tfjs' wasm backend, on the same memory: nothing is copied. */
import { tensorsWasm } from './tensors-wasm.js';
import { tf } from './tf.js';

/** The parts in use of tfjs' backend. */
export interface WasmBackend {
	readonly wasm: { readonly asm: object; _malloc(bytes: number): number };
	makeOutput(shape: number[], dtype: string): tf.TensorInfo;
	/** Where a tensor begins, in bytes. */
	getMemoryOffset(dataId: object): number;
	incRef(dataId: object): void;
}

/** What tfjs hands to a kernel: tensors by name, before it wraps them. */
export interface KernelArguments<Names extends string = string, Attributes = unknown> {
	readonly inputs: Readonly<Record<Names, tf.TensorInfo>>;
	readonly attrs: Attributes;
	readonly backend: WasmBackend;
}

export type Kernel<Names extends string = string, Attributes = unknown> = (
	args: KernelArguments<Names, Attributes>,
) => tf.TensorInfo | tf.TensorInfo[];

/** What the sources in `assembly/` export; pointers are bytes of the memory. */
export interface WasmFunctions {
	multiply(...numbers: number[]): void;
	copyRuns(...numbers: number[]): void;
	adamUpdate(...numbers: number[]): void;
	moveTowards(...numbers: number[]): void;
	scratchBytes(): number;
}

/** Node has it; its types come with a browser's only. */
declare const WebAssembly: {
	Module: new (bytes: Uint8Array) => object;
	Instance: new (module: object, imports: { env: object }) => { readonly exports: unknown };
};

/** Loads our module onto the memory of the wasm backend, which must be in use. */
export function openWasmModule(): WasmFunctions {
	const { wasm } = tf.backend() as unknown as WasmBackend;
	// The exports of tfjs' module, `memory` among them.
	const instance = new WebAssembly.Instance(new WebAssembly.Module(tensorsWasm), { env: wasm.asm });
	return instance.exports as WasmFunctions;
}
