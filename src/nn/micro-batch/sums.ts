import { type Tensor, tf } from '../tf/tf.js';
import type { Weights } from '../weights.js';

/** Sums of tensors by name, such as the gradients of all micro-batches of a batch. Owns them until they are taken. */
export class Sums implements Disposable {
	readonly #sums = new Map<string, Tensor>();

	/** @param first tensors to begin with; they stay the caller's */
	constructor(first: Weights = {}) {
		this.add(first);
	}

	/** Adds to the sums of these names. The tensors stay the caller's. */
	add(tensors: Weights): void {
		for (const [name, tensor] of Object.entries(tensors)) {
			const before = this.#sums.get(name);
			this.#sums.set(name, before ? tf.add(before, tensor) : tf.clone(tensor));
			before?.dispose();
		}
	}

	/** Reads the numbers of one sum. */
	read(name: string): ArrayLike<number> {
		return this.#sums.get(name)!.dataSync();
	}

	/** Returns the sums in the order of these names, now the caller's; the names must be known. */
	take(names: readonly string[]): Weights {
		return Object.fromEntries(
			names.map((name) => {
				const sum = this.#sums.get(name)!;
				this.#sums.delete(name);
				return [name, sum];
			}),
		);
	}

	[Symbol.dispose](): void {
		tf.dispose([...this.#sums.values()]);
		this.#sums.clear();
	}
}
