import { withGradient } from '../autograd/with-gradient.js';
import { type ComputeTensor, toComputeType, toFloat32 } from '../precision/bfloat16.js';
import { currentPolicy } from '../precision/precision.js';
import { hasOwnKernel, runOwnKernel } from '../tf/own-kernel.js';
import { type Tensor, tf } from '../tf/tf.js';
import { addBias } from './linear.js';

/**
 * GELU in its exact form (arXiv 1606.08415): x·Φ(x), Φ(x) = ½(1 + erf(x/√2)). `referenceGelu` says the same.
 *
 * The tape keeps the slope instead of `x`, in the precision of matrix products: Φ is computed once, and the backward pass is one product.
 */
export function gelu(x: Tensor): Tensor {
	return withGradient([x], (recording) => {
		const [value, ...saved] = runOwnKernel('Gelu', { x }, { recording: Number(recording) }) ?? [];
		if (value) return { value, saved: saved.map(toComputeType), gradient };

		const phi = cumulative(x);
		return {
			value: tf.mul(x, phi),
			saved: recording ? [toComputeType(slope(x, phi))] : [],
			gradient,
		};
	});
}

/**
 * `gelu(x + bias)`, the end of a linear layer: `x` [..., D], `bias` [D] → [..., D].
 *
 * Where TensorFlow has our kernel, the tape keeps `x`, and the gradient computes Φ again while it reads it. Not in
 * bfloat16, where the slope takes half the memory.
 */
export function biasGelu(x: Tensor, bias: Tensor): Tensor {
	if (currentPolicy().precision === 'bf16' || !hasOwnKernel('BiasGelu', [x, bias]))
		return gelu(addBias(x, bias));
	return withGradient([x, bias], () => ({
		value: runOwnKernel('BiasGelu', [x, bias])![0]!,
		saved: [x, bias],
		gradient: (dy, saved) => runOwnKernel('BiasGeluGrad', [dy, ...saved])!,
	}));
}

function gradient(dy: Tensor, [saved]: readonly ComputeTensor[]): Tensor[] {
	return [tf.mul(dy, toFloat32(saved!))];
}

/** Returns the slope Φ(x) + x·φ(x), φ(x) = exp(−x²/2)/√(2π). */
function slope(x: Tensor, phi: Tensor): Tensor {
	const density = tf.mul(tf.exp(tf.mul(tf.square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
	return tf.add(phi, tf.mul(x, density));
}

/** `gelu` with TensorFlow.js' own gradient. */
export function referenceGelu(x: Tensor): Tensor {
	return tf.mul(x, cumulative(x));
}

function cumulative(x: Tensor): Tensor {
	return tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
}
