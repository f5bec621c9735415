import { valueAndGradients } from '../autograd/value-and-gradients.js';
import type { NetworkConfig } from '../heads/networks.js';
import { type ByTokens, mapTokens, prototypeHead } from '../heads/prototype.js';
import { type Centres, meanRow, sharpen } from '../losses/centre.js';
import { stackTerms } from '../losses/mmc-loss.js';
import { type Objective, termWeights } from '../losses/objective.js';
import type { ViewTensors } from '../step/view-tensors.js';
import { type Tensor, tf } from '../tf/tf.js';
import { maskedPatches } from '../vit/patches.js';
import { forwardVit, type VitTokens } from '../vit/vit.js';
import type { Weights } from '../weights.js';

/** The rows of a batch that belong to a part of it. A type, for `tf.tidy` to return it. */
export type Part = {
	readonly views: ViewTensors;
	/** Of stochastic depth, for the global views and for the local ones, by the numbers of the branches. */
	readonly factors: Weights;
	readonly localFactors: Weights;
};

/** All that a part's addends depend on: tensors, so that a graph can be made of it. */
export type PartLesson = Part & {
	/** The student's weights that are moved, those that only the contrast reads left out, and those that are not. */
	readonly trained: Weights;
	readonly frozen: Weights;
	/** The teacher's distributions. */
	readonly targets: ByTokens;
	/** [T], the share of each term in that of the batch, in the order of `termWeights`. */
	readonly counts: { readonly shares: Tensor };
	/** [2b, D], the gradient of the batch's contrast with respect to the student's class tokens. */
	readonly contrast: { readonly pull?: Tensor };
};

/** All that a part's distributions depend on. */
export type PartQuestion = {
	/** With the prototype head. */
	readonly teacher: Weights;
	readonly centres: Centres;
	/** Of the teacher. */
	readonly tokens: ByTokens;
	/** A scalar, of the teacher's softmax. */
	readonly softmax: { readonly temperature: Tensor };
};

/** What the teacher's tokens of a part come to; `meanLogits` are [1, K] each. */
export type PartAnswer = { readonly targets: ByTokens; readonly meanLogits: ByTokens };

/** A part's addends to what the whole batch comes to. */
export type PartGradients = {
	/** [T], not weighted, in the order of `termWeights`; the contrast's is 0. */
	readonly losses: { readonly terms: Tensor };
	/** By the student's weight names. */
	readonly gradients: Weights;
};

/** The teacher's distributions over prototypes for a part, and the means of the logits behind them. */
export function teachPart({ teacher, centres, tokens, softmax }: PartQuestion): PartAnswer {
	const logits = mapTokens(tokens, (x, kind) => prototypeHead(teacher, x, kind));
	return {
		targets: mapTokens(logits, (x, kind) => sharpen(x, centres[kind], softmax.temperature)),
		meanLogits: mapTokens(logits, (x) => meanRow(x)),
	};
}

/** The student's tokens of a part's corrupted views. */
export function seePart({ vit, maskToken }: NetworkConfig, student: Weights, part: Part): VitTokens {
	const { corrupted, mask } = part.views;
	const masked = maskToken ? maskedPatches(mask, vit.patch) : undefined;
	return forwardVit(vit, student, corrupted, { branchFactors: part.factors, masked });
}

/** A part's losses and gradients, to be added up over the parts of a batch. To be called in a scope. */
export function partGradients(
	config: NetworkConfig,
	objective: Objective,
	lesson: PartLesson,
): PartGradients {
	const { trained, frozen, targets, counts, contrast, views, localFactors } = lesson;
	const names = Object.keys(trained);
	let parts: Tensor | undefined;
	try {
		const { gradients } = valueAndGradients(forward, Object.values(trained));
		return {
			losses: { terms: tf.clone(parts!) },
			gradients: Object.fromEntries(names.map((name, i) => [name, gradients[i]!])),
		};
	} finally {
		parts?.dispose();
	}

	function forward(...tensors: Tensor[]): tf.Scalar {
		const student = { ...frozen, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) };
		const { cls, patches } = seePart(config, student, lesson);
		const local =
			views.local && forwardVit(config.vit, student, views.local, { branchFactors: localFactors }).cls;
		const seen = { cls, patches, local };
		const terms = stackTerms(student, seen, { ...views, targets }, config.vit.patch, objective);
		parts = tf.keep(tf.mul(terms, counts.shares));
		const loss = tf.sum(tf.mul(parts, [...termWeights(objective)]));
		const { pull } = contrast;
		return (pull ? tf.add(loss, tf.sum(tf.mul(cls, pull))) : loss) as tf.Scalar;
	}
}
