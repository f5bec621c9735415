import { withGradient } from '../autograd/with-gradient.js';
import { type ComputeTensor, multiply, toComputeType, toFloat32 } from '../precision/bfloat16.js';
import { currentPolicy } from '../precision/precision.js';
import { hasOwnKernel, none, runOwnKernel } from '../tf/own-kernel.js';
import { type Tensor, type Tensor3D, tf } from '../tf/tf.js';
import { addBias } from './linear.js';

/**
 * Multi-head self-attention (arXiv 1706.03762) between the projections: softmax(q·kᵀ/√d)·v in each head.
 *
 * With our kernel in TensorFlow the tape keeps `qkv` and one number a row, as FlashAttention (arXiv 2205.14135) does.
 * Else it keeps q/√d, k and v, the probabilities [B·heads, N, N], and the result, which the projection that follows
 * keeps anyway, all in the precision in use. `referenceAttention` says the same.
 *
 * @param qkv [B, N, 3·D]: queries, keys and values, each with its heads side by side
 * @param bias [3·D], to be added to `qkv` first
 * @returns [B, N, D], heads side by side
 */
export function attention(qkv: Tensor, heads: number, bias?: Tensor): Tensor {
	const given = [qkv, bias ?? none()];
	// In bfloat16 its products are rounded, as all others are.
	const isFused = currentPolicy().precision === 'float32' && hasOwnKernel('Attention', given, { heads });
	if (isFused) return fusedAttention(given, heads);
	return keepingAttention(bias ? addBias(qkv, bias) : qkv, heads);
}

function fusedAttention(given: Tensor[], heads: number): Tensor {
	return withGradient(given, () => {
		const [value, logSums] = runOwnKernel('Attention', given, { heads }) as [Tensor, Tensor];
		return {
			value,
			saved: [...given, logSums],
			gradient: (dy, saved) => runOwnKernel('AttentionGrad', [dy, ...saved], { heads })!,
		};
	});
}

/** `attention` that keeps the probabilities. */
function keepingAttention(qkv: Tensor, heads: number): Tensor {
	return withGradient([qkv], () => {
		const split = splitQkv(qkv, heads);
		const scaled = toComputeType(split.scaled);
		const k = toComputeType(split.k);
		const v = toComputeType(split.v);
		const probabilities = toComputeType(tf.softmax(multiply(scaled, k, false, true)));
		const value = joinHeads(multiply(probabilities, v), heads);
		return {
			value,
			// The result as the projection that follows reads it.
			saved: [scaled, k, v, probabilities, toComputeType(value)],
			gradient: (dy, saved) => attentionGradient(dy, saved, heads),
		};
	});
}

/**
 * Gradient through the softmax: dS = P ∘ (dP − rowsum(dP ∘ P)); that sum equals rowsum(dO ∘ O), which takes d numbers
 * a row instead of N (arXiv 2205.14135, appendix B.2).
 */
function attentionGradient(
	dy: Tensor,
	[scaled, k, v, probabilities, value]: readonly [
		scaled: ComputeTensor,
		k: ComputeTensor,
		v: ComputeTensor,
		probabilities: ComputeTensor,
		value: ComputeTensor,
	],
	heads: number,
): Tensor[] {
	const dOutput = toComputeType(splitHeads(dy, heads));
	const rowSums = tf.sum(splitHeads(tf.mul(dy, toFloat32(value)), heads), -1, true);
	const dProbabilities = multiply(dOutput, v, false, true);
	const dScores = toComputeType(tf.mul(toFloat32(probabilities), tf.sub(dProbabilities, rowSums)));
	const dq = tf.mul(multiply(dScores, k), headScale(k));
	const dk = multiply(dScores, scaled, true);
	const dv = multiply(probabilities, dOutput, true);
	return [joinQkv([dq, dk, dv], heads)];
}

/** `attention` with TensorFlow.js' own gradient. */
export function referenceAttention(qkv: Tensor, heads: number): Tensor {
	const { scaled, k, v } = splitQkv(qkv, heads);
	return joinHeads(tf.matMul(tf.softmax(tf.matMul(scaled, k, false, true)), v), heads);
}

/** Returns 1/√d. */
function headScale(x: Pick<ComputeTensor, 'shape'>): number {
	return 1 / Math.sqrt(x.shape.at(-1)!);
}

/** Splits [B, N, 3·D] into q/√d, k and v, each [B·heads, N, d]. */
function splitQkv(qkv: Tensor, heads: number): { scaled: Tensor3D; k: Tensor3D; v: Tensor3D } {
	const [batch, tokens, width] = qkv.shape as [number, number, number];
	const inner = width / (3 * heads);
	const byHead = tf.transpose(tf.reshape(qkv, [batch, tokens, 3, heads, inner]), [2, 0, 3, 1, 4]);
	const stacked = tf.reshape(byHead, [3, batch * heads, tokens, inner]);
	const [q, k, v] = tf.unstack(stacked) as [Tensor3D, Tensor3D, Tensor3D];
	return { scaled: tf.mul(q, headScale(q)), k, v };
}

/** Joins three of [B·heads, N, d] to [B, N, 3·D]. */
function joinQkv(parts: Tensor[], heads: number): Tensor {
	const [rows, tokens, inner] = parts[0]!.shape as [number, number, number];
	const stacked = tf.reshape(tf.stack(parts), [3, rows / heads, heads, tokens, inner]);
	return tf.reshape(tf.transpose(stacked, [1, 3, 0, 2, 4]), [rows / heads, tokens, 3 * heads * inner]);
}

/** Splits heads: [B, N, D] → [B·heads, N, d]. */
function splitHeads(x: Tensor, heads: number): Tensor3D {
	const [batch, tokens, width] = x.shape as [number, number, number];
	const byHead = tf.transpose(tf.reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
	return tf.reshape(byHead, [batch * heads, tokens, width / heads]);
}

/** Joins heads: [B·heads, N, d] → [B, N, D]. */
function joinHeads(x: Tensor, heads: number): Tensor {
	const [rows, tokens, inner] = x.shape as [number, number, number];
	const byToken = tf.transpose(tf.reshape(x, [rows / heads, heads, tokens, inner]), [0, 2, 1, 3]);
	return tf.reshape(byToken, [rows / heads, tokens, heads * inner]);
}
