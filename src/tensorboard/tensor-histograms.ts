import { tf } from '../nn/tf/tf.js';
import type { Weights } from '../nn/weights.js';
import { type Histogram, histogramOf } from './histogram.js';

/** Limit of values of a tensor: reading back tens of millions would hold up the training. */
const mostValues = 4096;

/** A histogram of each tensor, tagged `group/name`. */
export function tensorHistograms(group: string, tensors: Weights): Record<string, Histogram> {
	const entries = Object.entries(tensors);
	return Object.fromEntries(entries.map(([name, x]) => [`${group}/${name}`, histogramOf(someValues(x))]));
}

/** Values evenly spread over the tensor, and over the columns of a matrix. */
function someValues(tensor: tf.Tensor): ArrayLike<number> {
	if (tensor.size <= mostValues) return tensor.dataSync();
	const columns = tensor.shape.at(-1)!;
	let stride = Math.ceil(tensor.size / mostValues);
	while (greatestDivisor(stride, columns) > 1) stride++;
	return tf.tidy(() => tf.stridedSlice(tf.reshape(tensor, [-1]), [0], [tensor.size], [stride]).dataSync());
}

function greatestDivisor(a: number, b: number): number {
	return b === 0 ? a : greatestDivisor(b, a % b);
}
