import { type Flow, from, type Runnable } from '../../src/flow/flow.js';
import type { RunOptions } from '../../src/flow/run.js';
import type { Sink } from '../../src/flow/sink.js';

/**
 * A flow that takes from its source only as much as it is told to, so that nothing is worked on between two
 * measurements, however far its stages look ahead.
 */
export class Paced<In, Out> {
	#granted = 0;
	#wake: (() => void) | undefined;
	#isOver = false;
	#arrived: (() => void) | undefined;
	#fail: ((error: Error) => void) | undefined;
	readonly #run: Promise<unknown>;

	/**
	 * @param items endless
	 * @param build the flow, up to its last stage
	 */
	constructor(items: Iterator<In>, build: (flow: Flow<In>) => Flow<Out>, options: RunOptions = {}) {
		const self = this;
		const source = from(async function* () {
			for (;;) {
				while (self.#granted === 0 && !self.#isOver) await new Promise<void>((wake) => (self.#wake = wake));
				if (self.#isOver) return;
				self.#granted--;
				yield items.next().value as In;
			}
		});
		const count: Sink<Out, undefined> = {
			name: 'count',
			types: 'unknown',
			open: () => ({ write: () => this.#arrived?.(), result: () => undefined }),
		};
		const runnable: Runnable<undefined> = build(source).into(count);
		this.#run = runnable.run(options).catch((error: Error) => {
			if (!this.#fail) throw error;
			this.#fail(error);
		});
	}

	/** Lets `items` in, and waits for `results` to come out. Gives the seconds from the beginning to each of them. */
	pass(items: number, results: number): Promise<number[]> {
		const began = performance.now();
		const times: number[] = [];
		return new Promise((resolve, reject) => {
			this.#fail = reject;
			this.#arrived = () => {
				times.push((performance.now() - began) / 1000);
				if (times.length === results) resolve(times);
			};
			this.#granted += items;
			this.#wake?.();
		});
	}

	async close(): Promise<void> {
		this.#isOver = true;
		this.#wake?.();
		await this.#run;
	}
}
