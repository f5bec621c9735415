import { batchNorm } from '../layers/batch-norm.js';
import { gelu } from '../layers/gelu.js';
import { product } from '../layers/linear.js';
import { type Tensor, tf } from '../tf/tf.js';
import { type Weights, weight } from '../weights.js';
import type { HeadShapes } from './initialise.js';

/** Architecture of the head for the global contrast: three linear layers with batch normalisation. */
export interface ContrastHeadConfig {
	readonly hidden: number;
	/** Width of the embedding. */
	readonly out: number;
	/** Activation after the second layer; `gelu` unless given. */
	readonly activation?: 'gelu' | 'relu';
	/** `true` if the student has a second head that predicts the teacher's embedding from its own (MoCo v3). */
	readonly predictor?: boolean;
}

/**
 * Returns the shapes of SiT's and MoCo v3's projector with its three linear layers, and MoCo v3's predictor with its
 * two, without biases: each is followed by batch normalisation, which removes any constant, and Adam would turn the
 * rounding noise of their zero gradients into full-sized updates.
 *
 * @param width the backbone's D
 */
export function contrastHeadShapes(
	width: number,
	{ hidden, out, predictor = false }: ContrastHeadConfig,
): HeadShapes {
	return {
		'contrast_head.fc1.weight': [hidden, width],
		'contrast_head.norm1.weight': [hidden],
		'contrast_head.norm1.bias': [hidden],
		'contrast_head.fc2.weight': [hidden, hidden],
		'contrast_head.norm2.weight': [hidden],
		'contrast_head.norm2.bias': [hidden],
		'contrast_head.fc3.weight': [out, hidden],
		...(predictor && {
			'predictor_head.fc1.weight': [hidden, out],
			'predictor_head.norm1.weight': [hidden],
			'predictor_head.norm1.bias': [hidden],
			'predictor_head.fc2.weight': [out, hidden],
		}),
	};
}

/**
 * Returns embeddings for the contrast between images: Linear, BN, ReLU, Linear, BN, GELU or ReLU, Linear, BN without
 * affine part.
 *
 * @param cls [2B, D] class tokens of two views of B photos, one view after the other
 * @returns [2B, out], not of unit length yet
 */
export function contrastHead(weights: Weights, cls: Tensor, activation: 'gelu' | 'relu' = 'gelu'): Tensor {
	const hidden1 = tf.relu(normalised(weights, 'contrast_head', 1, cls));
	const hidden2 = normalised(weights, 'contrast_head', 2, hidden1);
	return lastLayer(weights, 'contrast_head.fc3', activation === 'gelu' ? gelu(hidden2) : tf.relu(hidden2));
}

/**
 * Returns the student's prediction of the teacher's embeddings from its own (MoCo v3): Linear, BN, ReLU, Linear, BN
 * without affine part.
 *
 * @param embeddings [2B, out] of `contrastHead`
 * @returns [2B, out]
 */
export function predictorHead(weights: Weights, embeddings: Tensor): Tensor {
	return lastLayer(
		weights,
		'predictor_head.fc2',
		tf.relu(normalised(weights, 'predictor_head', 1, embeddings)),
	);
}

/** Applies a linear layer and its batch normalisation, each view with its own statistics. */
function normalised(weights: Weights, head: string, layer: number, x: Tensor): Tensor {
	const norm = `${head}.norm${layer}`;
	const projected = project(weights, `${head}.fc${layer}`, x);
	return batchNorm(projected, 2, weight(weights, `${norm}.weight`), weight(weights, `${norm}.bias`));
}

function lastLayer(weights: Weights, name: string, x: Tensor): Tensor {
	return batchNorm(project(weights, name, x), 2);
}

function project(weights: Weights, name: string, x: Tensor): Tensor {
	return product(x, weight(weights, `${name}.weight`));
}
