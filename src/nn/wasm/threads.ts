import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { WasmModule } from './module.js';

/** out [rows, columns] = left [rows, inner] · right [inner, columns]: where they begin, and bytes to the next. */
export type Multiply = (
	left: readonly [at: number, row: number, inner: number],
	right: readonly [at: number, inner: number, column: number],
	out: readonly [at: number, row: number],
	sizes: readonly [rows: number, inner: number, columns: number],
) => void;

/** Fewer multiplications take less time than it takes to wake a thread. */
const worthThreads = 1e6;
/** So that a thread that comes late, or is kept waiting by other programs, takes fewer. */
const partsPerThread = 3;

/**
 * Products by `threads` threads, this one among them. The others begin with the first product that is large enough,
 * sleep between two, and keep no process from ending. Results do not depend on how many there are.
 */
export function multiplyBy(module: WasmModule, threads = availableParallelism()): Multiply {
	const { scratchBytes, multiply, multiplyTogether } = module.functions;
	const scratch = module.room(scratchBytes());
	let board: number | undefined;
	return (left, right, out, [rows, inner, columns]) => {
		const numbers = [...left, ...right, out[0], rows, inner, columns, out[1], scratch];
		if (threads === 1 || rows * inner * columns < worthThreads) {
			multiply(...numbers);
		} else {
			board ??= begin(module, threads - 1);
			multiplyTogether(...numbers, board, partsPerThread * threads);
		}
	};
}

/** @returns where the work is written down: `board` of assembly/tensors/together.ts */
function begin(module: WasmModule, count: number): number {
	const { boardBytes, scratchBytes } = module.functions;
	const board = module.room(boardBytes());
	for (let i = 0; i < count; i++) {
		const { code, memory } = module;
		const workerData = { code, memory, board, scratch: module.room(scratchBytes()) };
		// Without the parent's flags, which may load a compiler.
		const options = { workerData, execArgv: [], env: {} };
		new Worker(new URL('./worker.js', import.meta.url), options).unref();
	}
	return board;
}
