import { type Tensor, tf } from './tf.js';
import { withGradient } from './with-gradient.js';

/**
 * GELU in its exact form (arXiv 1606.08415): x·Φ(x), Φ(x) = ½(1 + erf(x/√2)). The tape keeps `x` alone.
 * `plainGelu` says the same.
 */
export function gelu(x: Tensor): Tensor {
	return withGradient([x], () => ({ value: plainGelu(x), saved: [x], gradient: geluGradient }));
}

/** Φ(x) + x·φ(x), φ(x) = exp(−x²/2)/√(2π). */
function geluGradient(dy: Tensor, saved: Tensor[]): Tensor[] {
	const [x] = saved as [Tensor];
	const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
	return [tf.mul(dy, tf.add(cumulative(x), tf.mul(x, density)))];
}

/** `gelu` with TensorFlow.js' own gradient. */
export function plainGelu(x: Tensor): Tensor {
	return tf.mul(x, cumulative(x));
}

function cumulative(x: Tensor): Tensor {
	return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}
