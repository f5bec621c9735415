import { tf } from '../../src/nn/tf/tf.js';

/** Counts the operations on tensors, and makes one of them fail, as one does on a full GPU. */
export class FailingKernels implements Disposable {
	/** Only while this is true operations are counted. */
	counting = false;
	count = 0;
	readonly #restore: (() => void)[] = [];

	/** @param at the number of the operation that fails, from 0; none by default */
	constructor(at = Number.POSITIVE_INFINITY) {
		const step = (name: unknown) => {
			// `Identity` takes no memory, and where it fails tfjs itself leaves clones behind.
			const counts = this.counting && name !== 'Identity';
			if (counts && this.count++ === at) throw new Error('the device is full');
		};
		this.#wrap(tf.engine(), 'runKernel', step);
		this.#wrap(tf.engine(), 'makeTensor', step);
		// On TensorFlow some operations pass tfjs by.
		this.#wrap(tf.backend(), 'executeMultipleOutputs', step);
	}

	[Symbol.dispose](): void {
		for (const restore of this.#restore) restore();
	}

	#wrap(owner: object, name: string, before: (name: unknown) => void): void {
		const methods = owner as Record<string, unknown>;
		const original = methods[name];
		if (typeof original !== 'function') return;
		methods[name] = (...values: unknown[]) => {
			before(values[0]);
			return original.apply(owner, values);
		};
		this.#restore.push(() => delete methods[name]);
	}
}
