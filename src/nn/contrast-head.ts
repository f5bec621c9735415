import { batchNorm } from './batch-norm.js';
import { gelu } from './gelu.js';
import type { HeadShapes } from './head-init.js';
import { type Tensor, tf } from './tf.js';
import { type Weights, weight } from './weights.js';

export interface ContrastHeadConfig {
	readonly hidden: number;
	/** Width of the embedding. */
	readonly out: number;
}

/**
 * The projector of SiT and MoCo v3 with its three linear layers, without biases: each is followed by batch
 * normalisation, which takes any constant away again, and Adam would turn the rounding noise of their zero
 * gradients into full-sized updates.
 *
 * @param width the backbone's D
 */
export function contrastHeadShapes(width: number, { hidden, out }: ContrastHeadConfig): HeadShapes {
	return {
		'contrast_head.fc1.weight': [hidden, width],
		'contrast_head.norm1.weight': [hidden],
		'contrast_head.norm1.bias': [hidden],
		'contrast_head.fc2.weight': [hidden, hidden],
		'contrast_head.norm2.weight': [hidden],
		'contrast_head.norm2.bias': [hidden],
		'contrast_head.fc3.weight': [out, hidden],
	};
}

/**
 * Embeddings for the contrast between images: Linear, BN, ReLU, Linear, BN, GELU, Linear, BN without affine part.
 *
 * @param cls [V·B, D] class tokens of V views of B photos, one view after the other
 * @returns [V·B, out], not of unit length yet
 */
export function contrastHead(weights: Weights, cls: Tensor, views = 2): Tensor {
	const w = (name: string) => weight(weights, `contrast_head.${name}`);
	const project = (x: Tensor, name: string) =>
		tf.matMul(x as tf.Tensor2D, w(`${name}.weight`) as tf.Tensor2D, false, true);
	const norm = (x: Tensor, name: string) => batchNorm(x, views, w(`${name}.weight`), w(`${name}.bias`));

	const hidden1 = tf.relu(norm(project(cls, 'fc1'), 'norm1'));
	const hidden2 = gelu(norm(project(hidden1, 'fc2'), 'norm2'));
	return batchNorm(project(hidden2, 'fc3'), views);
}
