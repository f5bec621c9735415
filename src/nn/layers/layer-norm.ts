import { withGradient } from '../autograd/with-gradient.js';
import { runOwnKernel } from '../tf/own-kernel.js';
import { type Tensor, tf } from '../tf/tf.js';
import { columnSums } from './linear.js';

/**
 * LayerNorm over the last axis (arXiv 1607.06450): (x − mean)/√(variance + ε) · scale + shift, the variance
 * divided by D.
 *
 * The tape keeps the normalised input and one number a row; with our kernel in TensorFlow, `x` and two numbers a row.
 * `referenceLayerNorm` says the same.
 *
 * @param x [..., D]
 * @param scale [D]
 * @param shift [D]
 */
export function layerNorm(x: Tensor, scale: Tensor, shift: Tensor, epsilon: number): Tensor {
	return withGradient([x, scale, shift], () => {
		const [value, stats] = runOwnKernel('LayerNorm', [x, scale, shift], { epsilon }) ?? [];
		if (value && stats)
			return {
				value,
				saved: [x, stats, scale],
				gradient: (dy, saved) => runOwnKernel('LayerNormGrad', [dy, ...saved])!,
			};

		const [normalised, inverse] = normalise(x, epsilon);
		return {
			value: tf.add(tf.mul(normalised, scale), shift),
			saved: [normalised, inverse, scale],
			gradient: layerNormGradient,
		};
	});
}

/** Gradient: with n = (x − mean)·i and g = dy·scale, dx = i·(g − mean(g) − n·mean(g·n)). */
function layerNormGradient(
	dy: Tensor,
	[normalised, inverse, scale]: readonly [normalised: Tensor, inverse: Tensor, scale: Tensor],
): Tensor[] {
	const product = tf.mul(dy, normalised);
	const g = tf.mul(dy, scale);
	const gMean = tf.mean(g, -1, true);
	const gnMean = tf.mean(tf.mul(product, scale), -1, true);
	const dx = tf.mul(tf.sub(tf.sub(g, gMean), tf.mul(normalised, gnMean)), inverse);
	return [dx, columnSums(product), columnSums(dy)];
}

/** `layerNorm` with TensorFlow.js' own gradient. */
export function referenceLayerNorm(x: Tensor, scale: Tensor, shift: Tensor, epsilon: number): Tensor {
	return tf.add(tf.mul(normalise(x, epsilon)[0], scale), shift);
}

/** Returns (x − mean)·i, and i = 1/√(variance + ε). */
function normalise(x: Tensor, epsilon: number): [Tensor, Tensor] {
	const centred = tf.sub(x, tf.mean(x, -1, true));
	const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
	return [tf.mul(centred, inverse), inverse];
}
