import { type Tensor, tf } from '../tf/tf.js';

/**
 * The teacher's distribution by Sinkhorn–Knopp instead of a centre (SwAV, arXiv 2006.09882; DINOv2, MSN): starts
 * from exp(logits / temperature), then in turn gives every prototype the same share of the batch and every row the
 * sum 1. Computed in logarithms, in which no row underflows at low temperatures.
 *
 * @param logits [T, K]
 * @returns [T, K], rows adding up to 1
 */
export function sinkhorn(logits: Tensor, temperature: number, iterations = 3): Tensor {
	return tf.tidy(() => {
		let scores = tf.div(logits, temperature);
		for (let iteration = 0; iteration < iterations; iteration++) {
			// The common share, rows / prototypes, is left out: the second line would take it away again.
			scores = tf.sub(scores, tf.logSumExp(scores, 0, true));
			scores = tf.sub(scores, tf.logSumExp(scores, 1, true));
		}

		return tf.exp(scores);
	});
}
