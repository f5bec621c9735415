import { columnSums, foldRows } from './column-sums.js';
import { type Tensor, tf } from './tf.js';
import { withGradient } from './with-gradient.js';

/**
 * x·Wᵀ + b over the last axis: `x` [..., in], `weights` [out, in], `bias` [out] → [..., out].
 *
 * The leading axes are folded: one large product instead of one a sample. The tape keeps `x` and `weights`
 * alone. `plainLinear` says the same.
 */
export function linear(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
	return withGradient([x, weights, bias], () => ({
		value: plainLinear(x, weights, bias),
		saved: [x, weights],
		gradient: linearGradient,
	}));
}

function linearGradient(dy: Tensor, [x, weights]: Tensor[]): Tensor[] {
	const dyRows = foldRows(dy);
	return [
		tf.reshape(tf.matMul(dyRows, weights as tf.Tensor2D), x!.shape),
		tf.matMul(dyRows, foldRows(x!), true),
		columnSums(dyRows),
	];
}

/** `linear` with TensorFlow.js' own gradient, which skips that of `x` where nothing asks for it. */
export function plainLinear(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
	const product = tf.matMul(foldRows(x), weights as tf.Tensor2D, false, true);
	return tf.reshape(tf.add(product, bias), [...x.shape.slice(0, -1), weights.shape[0]!]);
}
