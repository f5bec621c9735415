import { type Tensor, tf } from './tf.js';

/**
 * The value of `forward` at `tensors`, and its gradient with respect to each. Unlike `tf.valueAndGrads` it leaves
 * nothing behind where an operation fails, for want of memory say: what the tape keeps for the backward pass lives
 * until somebody disposes of it.
 *
 * @param forward gives a scalar
 */
export function valueAndGradients(
	forward: (...tensors: Tensor[]) => tf.Scalar,
	tensors: Tensor[],
): { readonly value: Tensor; readonly gradients: readonly Tensor[] } {
	try {
		return tf.tidy(() => {
			const { value, grads } = tf.valueAndGrads(forward)(tensors);
			return { value, gradients: grads };
		});
	} catch (error) {
		for (const { saved } of tf.engine().state.activeTape ?? []) tf.dispose(saved ?? []);
		throw error;
	}
}
