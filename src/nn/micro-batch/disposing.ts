import { tf } from '../tf/tf.js';

/**
 * Tensors that are disposed of at the end of a block, in a function that awaits, where `tf.tidy` cannot be used:
 * `using batch = new Disposing(tensors)`.
 */
export class Disposing<T> implements Disposable {
	constructor(readonly value: T) {}

	[Symbol.dispose](): void {
		tf.dispose(this.value as tf.TensorContainer);
	}
}
