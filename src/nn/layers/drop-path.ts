import type { Random } from '../../math/random.js';
import { type Tensor, tf } from '../tf/tf.js';

/** Stochastic depth (arXiv 1603.09382), for training only. */
export interface DropPath {
	/** Probability, in [0, 1), that a sample skips a branch of the last block; it rises linearly from 0 at the first. */
	readonly rate: number;
	readonly random: Random;
}

/** Factors of residual branches by index, two for each block; a branch without one is kept. */
export type BranchFactors = { readonly [branch: number]: Tensor | undefined };

/**
 * Draws the factors of the two residual branches of each block, in order: [B, 1, 1] of 0 (dropped) or 1/(1 − p), or
 * `undefined` if nothing is dropped. Each branch draws for itself, as in timm; p is linear in the block's index.
 *
 * @throws {RangeError} when the rate is outside [0, 1)
 */
export function drawBranchFactors(
	depth: number,
	batch: number,
	{ rate, random }: DropPath,
): (Tensor | undefined)[] {
	if (!(rate >= 0 && rate < 1))
		throw new RangeError(`Drop path: \`rate\` must be in [0, 1), got \`${rate}\``);
	return Array.from({ length: 2 * depth }, (_, branch) => {
		const p = depth > 1 ? (rate * Math.floor(branch / 2)) / (depth - 1) : 0;
		if (p === 0) return undefined;
		return tf.tensor3d(
			Float32Array.from({ length: batch }, () => (random() < p ? 0 : 1 / (1 - p))),
			[batch, 1, 1],
		);
	});
}
