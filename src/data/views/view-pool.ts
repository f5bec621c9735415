import { availableParallelism } from 'node:os';
import { ThreadPool } from '../../threads/thread-pool.js';
import type { Image } from '../items.js';
import type { DrawnView } from './augment.js';
import { pixelsWasm } from './binary.js';
import { type ViewProgram, viewProgram } from './view-program.js';

/** A task of `view-thread.js`. */
interface ViewTask {
	readonly photo: Uint8Array;
	readonly programs: readonly ViewProgram[];
}

/**
 * Pool of threads that make views, one a core, while the JavaScript thread computes in TensorFlow. They start with
 * the first view. The owner of a pool closes it.
 */
export class ViewPool {
	#threads: ThreadPool<ViewTask, readonly Uint8Array[]> | undefined;

	/**
	 * Makes the views of one photo, equal to the last bit to `makeView`'s. The photo stays unchanged.
	 *
	 * @throws {Error} when a thread fails or dies, or the pool is closed
	 */
	async make(photo: Image, drawn: readonly DrawnView[]): Promise<Image[]> {
		this.#threads ??= new ThreadPool('makes views', new URL('./view-thread.js', import.meta.url), {
			count: availableParallelism(),
			data: pixelsWasm,
		});
		const { pixels } = photo;
		const views = await this.#threads.run({
			// Moving a part of a larger buffer would move all of it.
			photo: pixels.byteLength === pixels.buffer.byteLength ? pixels : pixels.slice(),
			programs: drawn.map((view) => viewProgram(photo.width, view)),
		});
		return views.map((pixels, i) => ({ width: drawn[i]!.size, height: drawn[i]!.size, pixels }));
	}

	async close(): Promise<void> {
		await this.#threads?.[Symbol.asyncDispose]();
	}
}
