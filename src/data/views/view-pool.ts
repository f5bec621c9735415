import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Image } from '../items.js';
import type { DrawnView } from './augment.js';
import { pixelsWasm } from './binary.js';
import { type ViewProgram, viewProgram } from './view-program.js';

/**
 * Threads that make views, one a core. They work on what they were given while the JavaScript thread computes, as
 * TensorFlow does there. Begun with the first view; whoever makes a pool closes it.
 */
export class ViewPool {
	#threads: readonly Thread[] = [];

	/** Makes the views of one photo, equal to the last bit to `makeView`'s. The photo is left as it is. */
	async make(photo: Image, drawn: readonly DrawnView[]): Promise<Image[]> {
		if (this.#threads.length === 0) {
			this.#threads = Array.from({ length: availableParallelism() }, () => new Thread());
		}

		const idlest = this.#threads.reduce((best, thread) => (thread.pending < best.pending ? thread : best));
		const programs = drawn.map((view) => viewProgram(photo.width, view));
		const views = await idlest.run(photo.pixels, programs);
		return views.map((pixels, i) => ({ width: drawn[i]!.size, height: drawn[i]!.size, pixels }));
	}

	async close(): Promise<void> {
		await Promise.all(this.#threads.map((thread) => thread.end()));
	}
}

/** What `view-worker.js` answers. */
interface Answer {
	readonly id: number;
	readonly views?: readonly Uint8Array[];
	readonly error?: Error;
}

interface Task {
	readonly resolve: (views: readonly Uint8Array[]) => void;
	readonly reject: (error: Error) => void;
}

class Thread {
	readonly #worker: Worker;
	readonly #tasks = new Map<number, Task>();
	#last = 0;

	constructor() {
		// Without the parent's flags, which may load a compiler.
		const options = { workerData: pixelsWasm, execArgv: [], env: {} };
		this.#worker = new Worker(new URL('./view-worker.js', import.meta.url), options);
		this.#worker.on('message', (answer: Answer) => this.#settle(answer));
		this.#worker.on('error', (error) => this.#failAll(error));
		this.#worker.on('exit', () => this.#failAll(new Error('the thread that makes views has ended')));
		this.#worker.unref(); // Only while it has something to do does it keep the process going.
	}

	get pending(): number {
		return this.#tasks.size;
	}

	run(pixels: Uint8Array, programs: readonly ViewProgram[]): Promise<readonly Uint8Array[]> {
		const id = ++this.#last;
		// A part of a larger buffer would take all of that along.
		const photo = pixels.byteLength === pixels.buffer.byteLength ? pixels : pixels.slice();
		return new Promise((resolve, reject) => {
			this.#tasks.set(id, { resolve, reject });
			this.#worker.ref();
			this.#worker.postMessage({ id, photo, programs });
		});
	}

	async end(): Promise<void> {
		await this.#worker.terminate();
	}

	#settle({ id, views, error }: Answer): void {
		const task = this.#tasks.get(id);
		this.#tasks.delete(id);
		if (this.pending === 0) this.#worker.unref();
		if (views) task?.resolve(views);
		else task?.reject(error!);
	}

	#failAll(error: Error): void {
		for (const { reject } of this.#tasks.values()) reject(error);
		this.#tasks.clear();
	}
}
