import { type Tensor, tf } from '../tf/tf.js';

/** Least norm, which keeps a zero vector zero. Its square is still a normal float32. */
const smallest = 1e-12;

/** Returns `x` with each vector of its last axis divided by its Euclidean norm. */
export function l2Normalise(x: Tensor): Tensor {
	const squaredNorm = tf.sum(tf.square(x), -1, true);
	return tf.mul(x, tf.rsqrt(tf.maximum(squaredNorm, smallest ** 2)));
}
