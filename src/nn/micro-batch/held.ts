import { tf } from '../tf/tf.js';

/** Tensors of a function that waits in between, where `tf.tidy` can't be: `using held = new Held(tensors)`. */
export class Held<T> implements Disposable {
	constructor(readonly value: T) {}

	[Symbol.dispose](): void {
		tf.dispose(this.value as tf.TensorContainer);
	}
}
