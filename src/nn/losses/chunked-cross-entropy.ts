import { withGradient } from '../autograd/with-gradient.js';
import { holdBack } from '../graph/recorder.js';
import { product } from '../layers/linear.js';
import { factor, multiply } from '../precision/bfloat16.js';
import { partsOf } from '../ranges.js';
import { type Tensor, type Tensor2D, tf } from '../tf/tf.js';
import { crossEntropyAndResidual, plainSoftCrossEntropy } from './soft-cross-entropy.js';

/** 16 MB of them. */
const logitsAtOnce = 2 ** 22;

/**
 * Σ_t shares_t · the cross-entropy of target_t with softmax(x_t·tableᵀ / temperature). Gradients reach `x` and `table`.
 *
 * Logits are made for some rows at a time, and their gradients on the spot, as Liger-Kernel does (arXiv 2410.10989):
 * the tape keeps the two gradients alone, where plain operations keep four arrays of [T, K], 150 MB each for ViT-Ti at
 * batch 64. `plainProductCrossEntropy` says the same.
 *
 * @param target [T, K], rows adding up to 1
 * @param x [T, C]
 * @param table [K, C]
 * @param shares [T, 1]
 * @param rowsAtOnce of which there are logits at a time
 * @returns a scalar, nats
 */
export function productCrossEntropy(
	target: Tensor2D,
	x: Tensor2D,
	table: Tensor2D,
	shares: Tensor2D,
	temperature: number,
	rowsAtOnce = Math.max(1, Math.floor(logitsAtOnce / target.shape[1])),
): Tensor {
	return withGradient([x, table], () => {
		const filters = factor(table);
		let [value, dTable]: [Tensor, Tensor] = [tf.scalar(0), tf.scalar(0)];
		const dx: Tensor[] = [];
		for (const { start, end } of partsOf(target.shape[0], rowsAtOnce)) {
			const before = [value, dTable];
			const cut = (all: Tensor2D) => tf.slice(all, [start, 0], [end - start, -1]);
			const made = tf.tidy(() => {
				// Without waiting, a graph would make the logits of all rows at the same time.
				const some = tf.div(holdBack(cut(x), dTable), temperature);
				const share = cut(shares);
				const [losses, residual] = crossEntropyAndResidual(
					cut(target),
					multiply(factor(some), filters, false, true),
				);
				const slope = factor(residual);
				return [
					tf.add(value, tf.sum(tf.mul(tf.expandDims(losses, -1), share))),
					tf.add(dTable, multiply(slope, factor(tf.mul(some, share)), true)),
					tf.mul(multiply(slope, filters), tf.div(share, temperature)),
				];
			}) as [Tensor, Tensor, Tensor];
			[value, dTable] = made;
			dx.push(made[2]);
			tf.dispose(before);
		}
		return {
			value,
			saved: [tf.concat(dx), dTable],
			gradient: (dy, saved) => saved.map((each) => tf.mul(each, dy)),
		};
	});
}

/** `productCrossEntropy` of all logits at once, with TensorFlow.js' own gradient of the cross-entropy. */
export function plainProductCrossEntropy(
	target: Tensor2D,
	x: Tensor2D,
	table: Tensor2D,
	shares: Tensor2D,
	temperature: number,
): Tensor {
	const losses = plainSoftCrossEntropy(target, product(x, table), temperature);
	return tf.sum(tf.mul(tf.expandDims(losses, -1), shares));
}
