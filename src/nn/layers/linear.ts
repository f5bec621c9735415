import { withGradient } from '../autograd/with-gradient.js';
import { type ComputeTensor, multiply, toComputeType } from '../precision/bfloat16.js';
import { type Tensor, type Tensor2D, tf } from '../tf/tf.js';

/**
 * Linear layer x·Wᵀ + b over the last axis: `x` [..., in], `weights` [out, in], `bias` [out] → [..., out].
 *
 * The leading axes are folded: one large product instead of one a sample. The tape keeps `x` and `weights` alone,
 * both in the precision in use. `plainLinear` is the reference.
 */
export function linear(x: Tensor, weights: Tensor, bias: Tensor): Tensor {
	const { shape } = x;
	return withGradient([x, weights, bias], () => {
		const [rows, filters] = [toComputeType(foldRows(x)), toComputeType(weights)];
		const product = multiply(rows, filters, false, true);
		return {
			value: tf.reshape(tf.add(product, bias), [...shape.slice(0, -1), weights.shape[0]!]),
			saved: [rows, filters],
			gradient: (dy, saved) => {
				const [dx, dWeights] = productGradient(dy, saved);
				return [tf.reshape(dx, shape), dWeights, columnSums(dy)];
			},
		};
	});
}

/** Linear layer without a bias: x·Wᵀ of `x` [M, in] and `weights` [out, in] → [M, out]. */
export function product(x: Tensor, weights: Tensor): Tensor {
	return withGradient([x, weights], () => {
		const [rows, filters] = [toComputeType(x), toComputeType(weights)];
		const value = multiply(rows, filters, false, true);
		return { value, saved: [rows, filters], gradient: productGradient };
	});
}

function productGradient(
	dy: Tensor,
	[rows, filters]: readonly [rows: ComputeTensor, filters: ComputeTensor],
): [Tensor, Tensor] {
	const dyRows = toComputeType(foldRows(dy));
	return [multiply(dyRows, filters), multiply(dyRows, rows, true)];
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
	const rows = foldRows(x);
	return tf.reshape(tf.matMul(tf.ones([1, rows.shape[0]]), rows), [-1]);
}
