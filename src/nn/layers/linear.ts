import { withGradient } from '../autograd/with-gradient.js';
import { multiply, toComputeType } from '../precision/bfloat16.js';
import { runOwnKernel } from '../tf/own-kernel.js';
import { type Tensor, type Tensor2D, tf } from '../tf/tf.js';

/**
 * Linear layer x·Wᵀ + b over the last axis: `x` [..., in], `weights` [out, in], `bias` [out] → [..., out]. `plainLinear`
 * is the reference.
 */
export function linear(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
	return addBias(product(x, weights), bias);
}

/**
 * x·Wᵀ over the last axis, `linear` without a bias: `x` [..., in], `weights` [out, in] → [..., out].
 *
 * The leading axes are folded: one large product instead of one a sample. The tape keeps `x` and `weights`
 * alone, both in the precision in use.
 */
export function product(x: Tensor, weights: Tensor): Tensor {
	const { shape } = x;
	return withGradient([x, weights], () => {
		const [rows, filters] = [toComputeType(foldRows(x)), toComputeType(weights)];
		return {
			value: tf.reshape(multiply(rows, filters, false, true), [...shape.slice(0, -1), weights.shape[0]!]),
			saved: [rows, filters],
			gradient: (dy, [rows, filters]) => {
				const dyRows = toComputeType(foldRows(dy));
				return [tf.reshape(multiply(dyRows, filters), shape), multiply(dyRows, rows, true)];
			},
		};
	});
}

/** Adds a bias over the last axis: `x` [..., D], `bias` [D] → [..., D]. */
export function addBias(x: Tensor, bias: Tensor): Tensor {
	return withGradient([x, bias], () => ({
		value: tf.add(x, bias),
		saved: [],
		gradient: (dy) => [tf.clone(dy), columnSums(dy)],
	}));
}

/** `linear` with TensorFlow.js' own gradient, which skips that of `x` where nothing asks for it. */
export function plainLinear(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
	const product = tf.matMul(foldRows(x), weights as tf.Tensor2D, false, true);
	return tf.reshape(tf.add(product, bias), [...x.shape.slice(0, -1), weights.shape[0]!]);
}

/** Folds [..., D] into rows, [M, D]. */
export function foldRows(x: Tensor): Tensor2D {
	return tf.reshape(x, [-1, x.shape.at(-1)!]);
}

/**
 * Sums over all axes but the last: [..., D] → [D].
 *
 * Computed as a product with ones: TensorFlow's `Sum` over the first axis takes three times as long, and this is the
 * gradient of every bias.
 */
export function columnSums(x: Tensor): Tensor {
	const [sums] = runOwnKernel('ColumnSums', [x]) ?? [];
	if (sums) return sums;

	const rows = foldRows(x);
	return tf.reshape(tf.matMul(tf.ones([1, rows.shape[0]]), rows), [-1]);
}
