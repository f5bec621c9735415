import { type Tensor, tf } from '../tf/tf.js';
import type { AdamRates } from '../wasm/updates.js';

/** A weight with the running means of its gradient and of its square; zeros before the first update. */
export type Parameter = Readonly<Record<'weight' | 'first' | 'second', Tensor>>;

/**
 * One AdamW update (arXiv 1711.05101) as PyTorch does it: the weight decays apart from the gradient, and `epsilon`
 * is added after the bias correction. Takes `parameter` over: its tensors are disposed of.
 */
export function adamUpdate(parameter: Parameter, gradient: Tensor, rates: AdamRates): Parameter {
	const { learningRate, weightDecay, beta1, beta2, epsilon, count, clip } = rates;
	const updated = tf.tidy(() => {
		const clipped = clip === 1 ? gradient : tf.mul(gradient, clip);
		const first = tf.add(tf.mul(parameter.first, beta1), tf.mul(clipped, 1 - beta1));
		const second = tf.add(tf.mul(parameter.second, beta2), tf.mul(tf.square(clipped), 1 - beta2));
		const deviation = tf.add(tf.sqrt(tf.div(second, 1 - beta2 ** count)), epsilon);
		const change = tf.mul(tf.div(first, deviation), learningRate / (1 - beta1 ** count));
		const weight = tf.sub(tf.mul(parameter.weight, 1 - learningRate * weightDecay), change);
		return { weight, first, second };
	});
	tf.dispose([parameter.weight, parameter.first, parameter.second]);
	return updated;
}
