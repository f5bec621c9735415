import { withGradient } from '../autograd/with-gradient.js';
import { rawBackend } from '../tf/binding.js';
import { runOwnKernel } from '../tf/own-kernel.js';
import { type Tensor, tf } from '../tf/tf.js';

/**
 * Cross-entropy −Σ_k target_k · log softmax(logits / temperature)_k of each row; gradients reach `logits` only.
 *
 * The tape keeps softmax − target, one array of the logits' size (100 MB for ViT-S at batch 8) where plain
 * operations keep four. `referenceSoftCrossEntropy` says the same.
 *
 * @param target [T, K], rows adding up to 1
 * @param logits [T, K]
 * @returns [T], nats
 */
export function softCrossEntropy(target: Tensor, logits: Tensor, temperature: number): Tensor {
	return withGradient([logits], () => {
		const [value, residual] = crossEntropyAndResidual(target, tf.div(logits, temperature));
		return {
			value,
			saved: [residual],
			gradient: (dy, [residual]) => [scaleRows(residual, tf.div(dy, temperature))],
		};
	});
}

/** `softCrossEntropy` with TensorFlow.js' own gradient. */
export function referenceSoftCrossEntropy(target: Tensor, logits: Tensor, temperature: number): Tensor {
	return tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(tf.div(logits, temperature))), -1));
}

/** Cross-entropy [T] and softmax(x) − target [T, K], its gradient; one operation on TensorFlow and wasm. */
export function crossEntropyAndResidual(target: Tensor, x: Tensor): [Tensor, Tensor] {
	const fused = runOwnKernel('CrossEntropy', [x, target]) ?? runOwnKernel('SoftCrossEntropy', { target, x });
	if (fused) return fused as [Tensor, Tensor];

	const raw = rawBackend();
	if (raw) {
		const type = { name: 'T', type: raw.binding.TF_ATTR_TYPE, value: raw.binding.TF_FLOAT };
		return raw.executeMultipleOutputs('SoftmaxCrossEntropyWithLogits', [type], [x, target], 2) as [
			Tensor,
			Tensor,
		];
	}

	const logProbabilities = tf.logSoftmax(x);
	const crossEntropy = tf.neg(tf.sum(tf.mul(target, logProbabilities), -1));
	return [crossEntropy, tf.sub(tf.exp(logProbabilities), target)];
}

function scaleRows(rows: Tensor, factors: Tensor): Tensor {
	return tf.mul(rows, tf.expandDims(factors, -1));
}
