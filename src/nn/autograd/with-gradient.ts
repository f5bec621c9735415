import { controlDependency } from '../graph/recorder.js';
import type { ComputeTensor } from '../precision/bfloat16.js';
import { currentPolicy } from '../precision/precision.js';
import { type Tensor, tf } from '../tf/tf.js';

/** Tensors that the tape keeps until the backward pass. */
export type Saved = readonly (Tensor | ComputeTensor)[];

/** A value with the rule for its gradient. `gradient` may use `dy` and `saved`, never a tensor it closes over. */
export interface Differentiable<S extends Saved> {
	readonly value: Tensor;
	/** Tensors that the tape keeps; the rest of the forward pass is released at once. */
	readonly saved: S;
	/** The gradient of every input, in their order, of their shapes. */
	readonly gradient: (dy: Tensor, saved: S) => Tensor[];
}

/**
 * Runs `forward` as one operation of the tape, with its own gradient. It learns whether a tape is recording, so that
 * it need not compute what only the backward pass reads.
 *
 * TensorFlow.js' own operations save their inputs even where the gradient needs only a shape, so a chain of
 * them keeps every intermediate; and the intermediates of a custom gradient would live until the end of the
 * backward pass, which is why `gradient` runs in a tidy of its own.
 */
export function withGradient<const S extends Saved>(
	inputs: Tensor[],
	forward: (recording: boolean) => Differentiable<S>,
): Tensor {
	const { gradientDepth, kernelDepth } = tf.engine().state;
	const recording = gradientDepth > 0 && kernelDepth === 0;
	return tf.customGrad((...inputsAndSave) => {
		const save = inputsAndSave.at(-1) as tf.GradSaveFunc;
		const { value, saved, gradient } = forward(recording);
		// The tape hands them on without reading them.
		save(saved as unknown as Tensor[]);
		return { value, gradFunc: (dy, kept) => tf.tidy(() => gradient(dy, again(dy, kept) as unknown as S)) };
	})(...inputs);
}

/**
 * Casts saved tensors again: those kept in bfloat16 become float32 here, instead of being kept as such from the
 * forward pass on.
 */
function again(dy: Tensor, kept: Tensor[]): Tensor[] {
	return currentPolicy().precision === 'bf16' ? kept.map((tensor) => controlDependency(tensor, dy)) : kept;
}
