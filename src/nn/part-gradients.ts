import { meanRow, sharpen } from './centre.js';
import type { BranchFactors } from './drop-path.js';
import { mmcLoss } from './mmc-loss.js';
import { type Objective, termNames } from './objective.js';
import { maskedPatches } from './patches.js';
import { type ByTokens, mapTokens, prototypeHead } from './prototype-head.js';
import type { Shares } from './term-shares.js';
import { type Tensor, tf } from './tf.js';
import type { Training } from './training.js';
import { valueAndGradients } from './value-and-gradients.js';
import type { ViewTensors } from './view-tensors.js';
import { forwardVit, type VitTokens } from './vit.js';
import type { Weights } from './weights.js';

/** The rows of a batch that belong to a part of it. A type, for `tf.tidy` to return it. */
export type Part = {
	readonly views: ViewTensors;
	/** Of stochastic depth, for the global views and for the local ones. */
	readonly factors: BranchFactors;
	readonly localFactors: BranchFactors;
};

/** What a part's terms are made with. */
export interface PartTarget {
	/** Of the teacher. */
	readonly tokens: ByTokens;
	/** Of the teacher's softmax. */
	readonly temperature: number;
	readonly shares: Shares;
	/** [2b, D], the gradient of the batch's contrast with respect to the student's class tokens. */
	readonly pull?: Tensor | undefined;
}

/** A part's addends to what the whole batch comes to. A type, for `tf.tidy` to return it. */
export type PartGradients = {
	/** Not weighted, in the order of `termNames`; the contrast's is 0. */
	readonly losses: number[];
	/** By the student's weight names, those that only the contrast reads left out. */
	readonly gradients: Weights;
	/** [1, K] each. */
	readonly meanLogits: ByTokens;
};

/** The student's tokens of a part's corrupted views. */
export function seePart({ config }: Training, student: Weights, { views, factors }: Part): VitTokens {
	const masked = config.maskToken ? maskedPatches(views.mask, config.vit.patch) : undefined;
	return forwardVit(config.vit, student, views.corrupted, { branchFactors: factors, masked });
}

/** A part's losses and gradients, to be added up over the parts of a batch. The caller disposes of them. */
export function partGradients(
	training: Training,
	names: readonly string[],
	part: Part,
	{ tokens, temperature, shares, pull }: PartTarget,
	objective: Objective,
): PartGradients {
	const { student, teacher, centres, config } = training;
	let losses: number[] = [];
	const tensors = tf.tidy(() => {
		const { targets, meanLogits } = tf.tidy(() => {
			const logits = mapTokens(tokens, (x, kind) => prototypeHead(teacher, x, kind));
			return {
				targets: mapTokens(logits, (x, kind) => sharpen(x, centres[kind], temperature)),
				meanLogits: mapTokens(logits, (x) => tf.mul(meanRow(x), shares.distillation)),
			};
		});
		const { gradients } = valueAndGradients(
			(...trained) => forward(Object.fromEntries(names.map((name, i) => [name, trained[i]!])), targets),
			names.map((name) => student[name]!),
		);
		return {
			gradients: Object.fromEntries(names.map((name, i) => [name, gradients[i]!])),
			meanLogits,
		};
	});
	return { losses, ...tensors };

	function forward(trained: Weights, targets: ByTokens): tf.Scalar {
		const weights = { ...student, ...trained };
		const { views, localFactors } = part;
		const { cls, patches } = seePart(training, weights, part);
		const local =
			views.local && forwardVit(config.vit, weights, views.local, { branchFactors: localFactors }).cls;
		const terms = mmcLoss(
			weights,
			{ cls, patches, local },
			{ ...views, targets },
			config.vit.patch,
			objective,
		);
		const inBatch = tf.stack(termNames.map((term) => tf.mul(terms[term], shares[term])));
		losses = Array.from(inBatch.dataSync());
		const loss = tf.sum(
			tf.mul(
				inBatch,
				termNames.map((term) => objective[term].weight),
			),
		);
		return (pull ? tf.add(loss, tf.sum(tf.mul(cls, pull))) : loss) as tf.Scalar;
	}
}
