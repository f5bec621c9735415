import { biasGelu } from '../layers/gelu.js';
import { l2Normalise } from '../layers/l2-normalise.js';
import { addBias, foldRows, product } from '../layers/linear.js';
import { type Tensor, type Tensor2D, tf } from '../tf/tf.js';
import { type Weights, weight } from '../weights.js';
import type { HeadShapes } from './initialise.js';

/** Architecture of the head for the self-distillation: three layers and the prototypes. */
export interface PrototypeHeadConfig {
	readonly hidden: number;
	/** Width of the unit vectors that are compared with the prototypes. */
	readonly bottleneck: number;
	/** K, the number of prototypes: a model collapsed to the uniform distribution has the loss ln K. */
	readonly prototypes: number;
	/** `true` if class tokens have their own prototypes (MC-SSL); otherwise they share those of the patches (iBOT). */
	readonly ownClassPrototypes?: boolean;
	/** Length of the prototypes: one, or learned (DINO's `norm_last_layer` true and false). */
	readonly prototypeLength?: 'unit' | 'learned';
	/** Number of epochs in which the prototypes of class tokens stay as drawn. */
	readonly frozenEpochs?: number;
}

/** Kinds of tokens that the head is applied to. */
export type Tokens = 'patches' | 'classes';

/** A value for each kind of tokens whose loss term is switched on. A type, for `tf.tidy` to return it. */
export type PerTokenKind<T = Tensor> = { readonly [tokens in Tokens]?: T };

/** Maps the value of each kind of tokens. */
export function mapTokenKinds<A, B>(
	values: PerTokenKind<A>,
	change: (value: A, tokens: Tokens) => B,
): PerTokenKind<B> {
	const { patches, classes } = values;
	return {
		...(patches && { patches: change(patches, 'patches') }),
		...(classes && { classes: change(classes, 'classes') }),
	};
}

/** @param width the backbone's D */
export function prototypeHeadShapes(width: number, config: PrototypeHeadConfig): HeadShapes {
	const { hidden, bottleneck, prototypes, ownClassPrototypes = false, prototypeLength = 'unit' } = config;
	const table = (name: string): HeadShapes => ({
		[`prototype_head.${name}.weight`]: [prototypes, bottleneck],
		...(prototypeLength === 'learned' && { [`prototype_head.${name}.length`]: [prototypes, 1] }),
	});
	return {
		'prototype_head.fc1.weight': [hidden, width],
		'prototype_head.fc1.bias': [hidden],
		'prototype_head.fc2.weight': [hidden, hidden],
		'prototype_head.fc2.bias': [hidden],
		'prototype_head.fc3.weight': [bottleneck, hidden],
		'prototype_head.fc3.bias': [bottleneck],
		...table('prototypes'),
		...(ownClassPrototypes && table('class_prototypes')),
	};
}

/** Returns `true` for a tensor of the prototypes that class tokens are compared with. */
export function isClassPrototype({ ownClassPrototypes = false }: PrototypeHeadConfig, name: string): boolean {
	return name.startsWith(`prototype_head.${ownClassPrototypes ? 'class_prototypes' : 'prototypes'}.`);
}

/** Vectors and prototypes that are compared: the logits are `vectors`·`prototypes`ᵀ. */
export interface PrototypeFactors {
	/** [T, bottleneck], of unit length. */
	readonly vectors: Tensor2D;
	/** [K, bottleneck], of unit length, or of a learned one that begins as 1 (DINO's weight normalisation). */
	readonly prototypes: Tensor2D;
}

/**
 * Applies the head to patch or class tokens: D → hidden → hidden → bottleneck with GELU between, to unit length. Only
 * the prototypes may differ between the two.
 *
 * @param tokens […, D], T in all
 */
export function prototypeFactors(
	weights: Weights,
	tokens: Tensor,
	kind: Tokens = 'patches',
): PrototypeFactors {
	const layer = (x: Tensor, name: string, end: typeof addBias) =>
		end(
			product(x, weight(weights, `prototype_head.${name}.weight`)),
			weight(weights, `prototype_head.${name}.bias`),
		);
	const hidden = layer(layer(foldRows(tokens), 'fc1', biasGelu), 'fc2', biasGelu);
	const vectors = l2Normalise(layer(hidden, 'fc3', addBias));
	const own = kind === 'classes' && 'prototype_head.class_prototypes.weight' in weights;
	const prototypes = prototypeTable(weights, own ? 'class_prototypes' : 'prototypes');
	return { vectors: vectors as Tensor2D, prototypes: prototypes as Tensor2D };
}

/**
 * Returns the cosine similarities of tokens to the prototypes: the logits of self-distillation, before any
 * temperature.
 *
 * @param tokens […, D]
 * @returns […, K], in [−1, 1] while the prototypes have unit length
 */
export function prototypeHead(weights: Weights, tokens: Tensor, kind: Tokens = 'patches'): Tensor {
	const { vectors, prototypes } = prototypeFactors(weights, tokens, kind);
	const similarities = product(vectors, prototypes);
	return tf.reshape(similarities, [...tokens.shape.slice(0, -1), prototypes.shape[0]]);
}

/** Returns the prototypes [K, bottleneck], rows of unit or learned length. */
function prototypeTable(weights: Weights, name: string): Tensor {
	const unit = l2Normalise(weight(weights, `prototype_head.${name}.weight`));
	const length = weights[`prototype_head.${name}.length`];
	return length ? tf.mul(unit, length) : unit;
}
