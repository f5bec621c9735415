import type { Random } from '../../math/random.js';
import { valueAndGradients } from '../autograd/value-and-gradients.js';
import type { NetworkConfig } from '../heads/networks.js';
import type { PerTokenKind } from '../heads/prototype.js';
import { drawBranchFactors } from '../layers/drop-path.js';
import type { StudentTokens } from '../losses/loss-term.js';
import { stackTerms } from '../losses/mmc-loss.js';
import { type Objective, termWeights } from '../losses/objective.js';
import { type Tensor, tf } from '../tf/tf.js';
import { maskedPatches } from '../vit/patches.js';
import { forwardVit, type VitTokens } from '../vit/vit.js';
import type { Weights } from '../weights.js';

/** Views of a batch, or of a micro-batch of it, as the student is shown them. */
export type StudentViews = {
	/** Views, see `ViewTensors`; the reconstruction is compared with `clean`. */
	readonly views: { readonly [view in 'clean' | 'corrupted' | 'mask']: Tensor } & { readonly local?: Tensor };
	/** Stochastic depth of the global views and of the local ones, by the numbers of the branches. */
	readonly factors: Weights;
	readonly localFactors: Weights;
};

/** Everything that the losses and their gradients depend on: tensors, so that a graph can be made of it. */
export type StudentInputs = StudentViews & {
	/** Weights of the student that are trained, and those that are not. */
	readonly trained: Weights;
	readonly frozen: Weights;
	/** The teacher's distributions over prototypes. */
	readonly targets: PerTokenKind;
	/** Embeddings of the teacher, [2B, E]; absent if the contrast is off, or is not of these views alone. */
	readonly contrast: { readonly keys?: Tensor };
	/** Inputs of a micro-batch; empty for a whole batch. */
	readonly microBatch: {
		/** Share of each term in that of the whole batch, [T], in the order of `termWeights`. */
		readonly termShares?: Tensor;
		/** Gradient of the batch's contrast with respect to the student's class tokens, [2b, D]. */
		readonly classTokenGradient?: Tensor;
	};
};

/** Losses and gradients of a batch, or a micro-batch's addends to them. */
export type StudentGradients = {
	/** Unweighted terms, [T], in the order of `termWeights`. */
	readonly losses: { readonly terms: Tensor };
	/** The gradients of the weighted sum of the terms, by the names of the trained weights. */
	readonly gradients: Weights;
};

/** Parts the student's weights into those that are moved, by name, and those that are not. */
export function splitWeights(
	student: Weights,
	names: readonly string[],
): Pick<StudentInputs, 'trained' | 'frozen'> {
	const moved = new Set(names);
	const part = (isMoved: boolean) =>
		Object.fromEntries(Object.entries(student).filter(([name]) => moved.has(name) === isMoved));
	return { trained: part(true), frozen: part(false) };
}

/**
 * Draws the factors of stochastic depth for some views, by the numbers of the branches; none where nothing is dropped.
 *
 * @param dropPath rate of the last block, in [0, 1)
 */
export function drawFactors(
	{ vit }: NetworkConfig,
	views: number,
	dropPath: number,
	random: Random,
): Weights {
	if (dropPath === 0) return {};
	const factors = drawBranchFactors(vit.depth, views, { rate: dropPath, random });
	return Object.fromEntries(factors.flatMap((factor, branch) => (factor ? [[branch, factor]] : [])));
}

/** Runs the student on the corrupted views. */
export function forwardStudent(
	{ vit, maskToken }: NetworkConfig,
	student: Weights,
	{ views, factors }: StudentViews,
): VitTokens {
	const masked = maskToken ? maskedPatches(views.mask, vit.patch) : undefined;
	return forwardVit(vit, student, views.corrupted, { branchFactors: factors, masked });
}

/** Computes the forward pass, the terms of the loss and the backward pass. Must be called in a scope. */
export function differentiate(
	config: NetworkConfig,
	objective: Objective,
	inputs: StudentInputs,
): StudentGradients {
	const { trained, frozen, microBatch } = inputs;
	const names = Object.keys(trained);
	let terms: Tensor | undefined;
	const forward = (...tensors: Tensor[]) => {
		const student = { ...frozen, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]!])) };
		const tokens = studentTokens(config, student, inputs);
		terms = tf.keep(termsOf(config, objective, student, tokens, inputs));
		const loss = tf.sum(tf.mul(terms, [...termWeights(objective)]));
		const { classTokenGradient } = microBatch;
		const product = classTokenGradient && tf.sum(tf.mul(tokens.cls, classTokenGradient));
		return (product ? tf.add(loss, product) : loss) as tf.Scalar;
	};
	try {
		const { gradients } = valueAndGradients(forward, Object.values(trained));
		return {
			losses: { terms: tf.clone(terms!) },
			gradients: Object.fromEntries(names.map((name, i) => [name, gradients[i]!])),
		};
	} finally {
		terms?.dispose();
	}
}

/** Runs the student on the corrupted views and the local ones. */
function studentTokens(config: NetworkConfig, student: Weights, inputs: StudentInputs): StudentTokens {
	const { cls, patches } = forwardStudent(config, student, inputs);
	const { views, localFactors } = inputs;
	const local =
		views.local && forwardVit(config.vit, student, views.local, { branchFactors: localFactors }).cls;
	return { cls, patches, local };
}

/** Returns the unweighted terms, [T], or a micro-batch's addends to them. */
function termsOf(
	{ vit }: NetworkConfig,
	objective: Objective,
	student: Weights,
	tokens: StudentTokens,
	{ views, contrast, targets, microBatch }: StudentInputs,
): Tensor {
	const terms = stackTerms(student, tokens, { ...views, ...contrast, targets }, vit.patch, objective);
	return microBatch.termShares ? tf.mul(terms, microBatch.termShares) : terms;
}
