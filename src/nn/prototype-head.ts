import { gelu } from './gelu.js';
import type { HeadShapes } from './head-init.js';
import { l2Normalise } from './l2-normalise.js';
import { linear } from './linear.js';
import { type Tensor, tf } from './tf.js';
import { type Weights, weight } from './weights.js';

export interface PrototypeHeadConfig {
	readonly hidden: number;
	/** Width of the unit vectors that are compared with the prototypes. */
	readonly bottleneck: number;
	/** K, the number of prototypes: a model that has collapsed to the uniform distribution has the loss ln K. */
	readonly prototypes: number;
}

/** @param width the backbone's D */
export function prototypeHeadShapes(
	width: number,
	{ hidden, bottleneck, prototypes }: PrototypeHeadConfig,
): HeadShapes {
	return {
		'prototype_head.fc1.weight': [hidden, width],
		'prototype_head.fc1.bias': [hidden],
		'prototype_head.fc2.weight': [hidden, hidden],
		'prototype_head.fc2.bias': [hidden],
		'prototype_head.fc3.weight': [bottleneck, hidden],
		'prototype_head.fc3.bias': [bottleneck],
		'prototype_head.prototypes.weight': [prototypes, bottleneck],
	};
}

/**
 * Cosine similarities of tokens to the prototypes: the logits of self-distillation, before any temperature. One
 * head for patch and class tokens (iBOT's `shared_head`): D → hidden → hidden → bottleneck with GELU between, to
 * unit length, times prototypes of unit length (DINO's weight normalisation with its gain fixed to 1).
 *
 * @param tokens […, D]
 * @returns […, K], in [−1, 1]
 */
export function prototypeHead(weights: Weights, tokens: Tensor): Tensor {
	const layer = (x: Tensor, name: string) =>
		linear(
			x,
			weight(weights, `prototype_head.${name}.weight`),
			weight(weights, `prototype_head.${name}.bias`),
		);
	const rows = tf.reshape(tokens, [-1, tokens.shape.at(-1)!]);
	const bottleneck = l2Normalise(layer(gelu(layer(gelu(layer(rows, 'fc1')), 'fc2')), 'fc3'));
	const prototypes = l2Normalise(weight(weights, 'prototype_head.prototypes.weight'));
	const similarities = tf.matMul(bottleneck as tf.Tensor2D, prototypes as tf.Tensor2D, false, true);
	return tf.reshape(similarities, [...tokens.shape.slice(0, -1), prototypes.shape[0]!]);
}
