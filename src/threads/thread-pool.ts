import { fileURLToPath } from 'node:url';
import type { SHARE_ENV, Transferable } from 'node:worker_threads';
import { Piscina } from 'piscina';

export interface ThreadPoolOptions {
	/** Number of threads. They start at once. */
	readonly count: number;
	/** Environment of the threads: by default none, so that no `NODE_OPTIONS` load a compiler into them. */
	readonly env?: typeof SHARE_ENV;
	/** Data that each thread finds in `workerData`. Only for a module in JavaScript. */
	readonly data?: unknown;
}

/**
 * Threads that run the default export of a module: a function of one task. A task goes to a thread that is free, or
 * waits for one. Idle threads do not keep the process alive.
 *
 * A thread that dies ends the pool: everything under way and everything asked for later rejects with the same error.
 */
export class ThreadPool<Task, Result> implements AsyncDisposable {
	readonly #pool: Piscina<Task, Result>;
	#failure: Error | undefined;

	/**
	 * @param work of the threads, for messages: `makes views`
	 * @param module in JavaScript, or in TypeScript in a checkout
	 */
	constructor(
		readonly work: string,
		module: URL,
		{ count, env, data }: ThreadPoolOptions,
	) {
		this.#pool = new Piscina<Task, Result>({
			...startOf(module, data),
			env: env ?? {},
			// Flags of the process, such as how to read its standard input, are not meant for the threads.
			execArgv: [],
			minThreads: count,
			maxThreads: count,
			// An idle thread would block its event loop to save some microseconds a task.
			atomics: 'disabled',
			recordTiming: false,
		});
		for (const thread of this.#pool.threads) {
			thread.once('error', (error) => this.#end(error.message, error));
			thread.once('exit', (code) => this.#end(`exit code ${code}`));
		}
		// The threads' own events say it too, and in time.
		this.#pool.on('error', () => {});
	}

	/**
	 * Returns what a thread makes of a task.
	 *
	 * @param transferred memory that is moved to the thread, and is empty here afterwards
	 * @throws {Error} as the task throws; or saying that a thread has died, or that the pool is closed
	 */
	async run(task: Task, transferred: readonly Transferable[] = []): Promise<Result> {
		if (this.#failure) throw this.#failure;

		try {
			return await this.#pool.run(task, { transferList: [...transferred] as never });
		} catch (error) {
			throw this.#failure ?? error;
		}
	}

	/** Ends the threads; unfinished tasks reject. */
	async [Symbol.asyncDispose](): Promise<void> {
		this.#failure ??= new Error(`The pool of threads that ${this.work} is closed`);
		await this.#pool.destroy();
	}

	#end(reason: string, cause?: Error): void {
		if (this.#failure) return;

		this.#failure = new Error(
			`A thread that ${this.work} has died (${reason}). Memory may have run out: free some, or work on fewer photos at once`,
			{ cause },
		);
		void this.#pool.destroy();
	}
}

/** Loads TypeScript by tsx, whose hooks in this thread do not reach into others. */
function startOf(module: URL, data: unknown): { readonly filename: string; readonly workerData: unknown } {
	if (!module.pathname.endsWith('.ts')) return { filename: fileURLToPath(module), workerData: data };

	const loader = import.meta.resolve('tsx/esm/api');
	const workerData = { module: module.href, loader };
	return { filename: fileURLToPath(new URL('./load-typescript.js', import.meta.url)), workerData };
}
