import { controlDependency } from '../graph/recorder.js';
import type { Tensor } from '../tf/tf.js';
import { valueAndGradients } from './value-and-gradients.js';
import { withGradient } from './with-gradient.js';

/**
 * Runs `compute` as one operation of the tape that keeps only its inputs, and computes it a second time in the
 * backward pass (arXiv 1604.06174), with the same values and gradients.
 *
 * @param inputs a gradient is wanted of each; all have to be read
 * @param constants read too, such as what was drawn at random
 * @param compute pure; reads no other tensors
 */
export function recomputed(
	inputs: readonly Tensor[],
	constants: readonly Tensor[],
	compute: (inputs: readonly Tensor[], constants: readonly Tensor[]) => Tensor,
): Tensor {
	return withGradient([...inputs], () => ({
		value: compute(inputs, constants),
		saved: [...inputs, ...constants],
		gradient: (dy, saved) => {
			const [first, ...others] = saved.slice(0, inputs.length);
			const again = (...xs: Tensor[]) => compute(xs, saved.slice(inputs.length));
			return [...valueAndGradients(again, [controlDependency(first!, dy), ...others], dy).gradients];
		},
	}));
}
