import { withGradient } from '../autograd/with-gradient.js';
import { controlDependency } from '../graph/recorder.js';
import { product } from '../layers/linear.js';
import { type ComputeTensor, multiply, toComputeType } from '../precision/bfloat16.js';
import { partsOf } from '../ranges.js';
import { type Tensor, type Tensor2D, tf } from '../tf/tf.js';
import { crossEntropyAndResidual, referenceSoftCrossEntropy } from './soft-cross-entropy.js';

/** Logits of one chunk: 4 Mi float32, 16 MB. */
const logitsAtOnce = 2 ** 22;

/**
 * Σ_t shares_t · the cross-entropy of target_t with softmax(x_t·tableᵀ / temperature). Gradients reach `x` and `table`.
 *
 * Logits are made for some rows at a time, and their gradients on the spot, as Liger-Kernel does (arXiv 2410.10989):
 * the tape keeps the two gradients alone, where plain operations keep four arrays of [T, K], 150 MB each for ViT-Ti at
 * batch 64. `referenceChunkedCrossEntropy` says the same.
 *
 * @param target [T, K], rows adding up to 1
 * @param x [T, C]
 * @param table [K, C]
 * @param shares [T, 1]
 * @param rowsAtOnce of which there are logits at a time
 * @returns a scalar, nats
 */
export function chunkedCrossEntropy(
	target: Tensor2D,
	x: Tensor2D,
	table: Tensor2D,
	shares: Tensor2D,
	temperature: number,
	rowsAtOnce = Math.max(1, Math.floor(logitsAtOnce / target.shape[1])),
): Tensor {
	return withGradient([x, table], () => {
		const weights = toComputeType(table);
		let sum: Sum = { loss: tf.scalar(0), gradWeight: tf.scalar(0) };
		const gradInput: Tensor[] = [];
		for (const { start, end } of partsOf(target.shape[0], rowsAtOnce)) {
			const rows = (all: Tensor2D) => tf.slice(all, [start, 0], [end - start, -1]);
			const { gradInputChunk, ...next } = tf.tidy(() => {
				// Without waiting, a graph would make the logits of all rows at the same time.
				const inputChunk = tf.div(controlDependency(rows(x), sum.gradWeight), temperature);
				return addChunk(sum, rows(target), inputChunk, weights, rows(shares), temperature);
			});
			tf.dispose({ ...sum });
			sum = next;
			gradInput.push(gradInputChunk);
		}
		return {
			value: sum.loss,
			saved: [tf.concat(gradInput), sum.gradWeight],
			gradient: (dy, saved) => saved.map((each) => tf.mul(each, dy)),
		};
	});
}

/** Loss and gradient of the table, summed over the chunks so far. */
type Sum = { readonly loss: Tensor; readonly gradWeight: Tensor };

/**
 * Adds the loss of one chunk of rows and its gradients.
 *
 * @param input [R, C], divided by the temperature
 * @returns the sums, and the gradient of the chunk's rows of `x`, [R, C]
 */
function addChunk(
	sum: Sum,
	target: Tensor,
	input: Tensor,
	weights: ComputeTensor,
	shares: Tensor,
	temperature: number,
): Sum & { readonly gradInputChunk: Tensor } {
	const logitsChunk = multiply(toComputeType(input), weights, false, true);
	const [losses, residual] = crossEntropyAndResidual(target, logitsChunk);
	const dLogits = toComputeType(residual);
	const shared = toComputeType(tf.mul(input, shares));
	return {
		loss: tf.add(sum.loss, tf.sum(tf.mul(tf.expandDims(losses, -1), shares))),
		gradWeight: tf.add(sum.gradWeight, multiply(dLogits, shared, true)),
		gradInputChunk: tf.mul(multiply(dLogits, weights), tf.div(shares, temperature)),
	};
}

/** `chunkedCrossEntropy` of all logits at once, with TensorFlow.js' own gradient of the cross-entropy. */
export function referenceChunkedCrossEntropy(
	target: Tensor2D,
	x: Tensor2D,
	table: Tensor2D,
	shares: Tensor2D,
	temperature: number,
): Tensor {
	const losses = referenceSoftCrossEntropy(target, product(x, table), temperature);
	return tf.sum(tf.mul(tf.expandDims(losses, -1), shares));
}
