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

/** Number of multiplications below which waking a thread takes longer. */
const worthThreads = 1e6;
/** Parts of a product for each thread, so that a late or interrupted thread takes fewer. */
const partsPerThread = 3;

/** Milliseconds in which some part of a product has to be done. One takes a few. */
const patienceMs = 60_000;

/** Place of the patience on the job board, in bytes: see `together.ts`. */
const patienceAt = 60;

/**
 * Products by `threads` threads, this one among them. The others begin with the first product that is large enough,
 * sleep between two, and keep no process from ending. Results do not depend on how many there are.
 *
 * The function that it returns throws when one of the others has died.
 */
export function multiplyBy(
	module: WasmModule,
	threads = availableParallelism(),
	patience = patienceMs,
): Multiply {
	const { scratchBytes, multiply, multiplyTogether } = module.functions;
	const scratch = module.room(scratchBytes());
	let team: Team | undefined;
	return (left, right, out, [rows, inner, columns]) => {
		const numbers = [...left, ...right, out[0], rows, inner, columns, out[1], scratch];
		if (threads === 1 || rows * inner * columns < worthThreads) {
			multiply(...numbers);
			return;
		}

		team ??= begin(module, threads - 1, patience);
		if (team.failure) throw team.failure;
		try {
			multiplyTogether(...numbers, team.jobBoard, partsPerThread * threads);
		} catch (error) {
			// Not all of the product is there, and a thread may still write to it.
			team.failure = died('it left a part of a product undone', error);
			throw team.failure;
		}
	};
}

/** Threads other than this one. */
interface Team {
	/** Place where the work is written down: `board` of assembly/tensors/together.ts. */
	readonly jobBoard: number;
	/** Error of the first thread that died. */
	failure?: Error;
}

function begin(module: WasmModule, count: number, patience: number): Team {
	const { boardBytes, scratchBytes } = module.functions;
	const jobBoard = module.room(boardBytes());
	module.writeInteger(jobBoard + patienceAt, patience);
	const team: Team = { jobBoard };
	for (let i = 0; i < count; i++) {
		const { code, memory } = module;
		const workerData = { code, memory, board: jobBoard, scratch: module.room(scratchBytes()) };
		// Without the parent's flags, which may load a compiler.
		const options = { workerData, execArgv: [], env: {} };
		const thread = new Worker(new URL('./worker.js', import.meta.url), options);
		thread.once('error', (error) => {
			team.failure ??= died(error.message, error);
		});
		thread.once('exit', (code) => {
			team.failure ??= died(`exit code ${code}`);
		});
		thread.unref();
	}
	return team;
}

function died(reason: string, cause?: unknown): Error {
	return new Error(
		`A thread of the WebAssembly backend has died (${reason}). Memory may have run out: free some, or set a smaller \`batchSize\``,
		{ cause },
	);
}
