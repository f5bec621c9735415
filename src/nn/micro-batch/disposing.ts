import { tf } from '../tf/tf.js';

/**
 * Tensors that are disposed at the end of a block, in a function that waits in between, where `tf.tidy` can't be:
 * `using batch = new Disposing(tensors)`.
 */
export class Disposing<T> implements Disposable {
	constructor(readonly value: T) {}

	[Symbol.dispose](): void {
		tf.dispose(this.value as tf.TensorContainer);
	}
}
