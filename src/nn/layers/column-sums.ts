import { type Tensor, type Tensor2D, tf } from '../tf/tf.js';

/** [..., D] as rows: [M, D] */
export function foldRows(x: Tensor): Tensor2D {
	return tf.reshape(x, [-1, x.shape.at(-1)!]);
}

/**
 * The sum over all axes but the last: [..., D] → [D].
 *
 * A product with ones: TensorFlow's `Sum` over the first axis takes three times as long, and this is the gradient
 * of every bias.
 */
export function columnSums(x: Tensor): Tensor {
	const rows = foldRows(x);
	return tf.reshape(tf.matMul(tf.ones([1, rows.shape[0]]), rows), [-1]);
}
