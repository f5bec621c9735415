import type { Random } from '../../math/random.js';
import { type Tensor, tf } from '../tf/tf.js';

/**
 * Initialisation of weights. `dino`, `sit` and others: truncated normal of σ 0.02. `moco-v3`: Xavier-uniform in the
 * backbone, PyTorch's own uniform in the heads.
 */
export type Initialisation = 'dino' | 'moco-v3';

/**
 * Draws normal numbers of standard deviation `sigma`, redrawn beyond ±2: absolute bounds, as in PyTorch's
 * `trunc_normal_`, so at σ 0.02 nothing is cut. By Box and Muller's transform.
 */
export function truncatedNormal(shape: readonly number[], sigma: number, random: Random): Tensor {
	const values = new Float32Array(tf.util.sizeFromShape([...shape]));
	for (let i = 0; i < values.length; ) {
		const radius = sigma * Math.sqrt(-2 * Math.log(1 - random()));
		const angle = 2 * Math.PI * random();
		for (const value of [radius * Math.cos(angle), radius * Math.sin(angle)]) {
			if (i < values.length && Math.abs(value) <= 2) values[i++] = value;
		}
	}
	return tf.tensor(values, [...shape]);
}

/** Draws uniform numbers in [−bound, bound). */
export function uniform(shape: readonly number[], bound: number, random: Random): Tensor {
	const values = new Float32Array(tf.util.sizeFromShape([...shape]));
	for (let i = 0; i < values.length; i++) values[i] = bound * (2 * random() - 1);
	return tf.tensor(values, [...shape]);
}
