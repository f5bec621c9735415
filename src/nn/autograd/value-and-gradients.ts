import { type Tensor, tf } from '../tf/tf.js';

/**
 * Returns the value of `forward` at `tensors`, and its gradient with respect to each. Unlike `tf.valueAndGrads` it
 * leaves nothing behind if an operation fails, for lack of memory say: otherwise the tape would keep tensors until
 * somebody disposes of them. It may also be called within the backward pass of another.
 *
 * @param forward gives a scalar where there is no `dy`
 * @param dy what the value's own gradient is, of its shape
 */
export function valueAndGradients(
	forward: (...tensors: Tensor[]) => Tensor,
	tensors: Tensor[],
	dy?: Tensor,
): { readonly value: Tensor; readonly gradients: readonly Tensor[] } {
	const { state } = tf.engine();
	const outer = state.activeTape;
	try {
		return tf.tidy(() => {
			const { value, grads } = tf.valueAndGrads(forward)(tensors, dy);
			return { value, gradients: grads };
		});
	} catch (error) {
		if (state.activeTape !== outer) for (const { saved } of state.activeTape ?? []) tf.dispose(saved ?? []);
		throw error;
	} finally {
		state.activeTape = outer;
	}
}
