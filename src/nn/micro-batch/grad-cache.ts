import { valueAndGradients } from '../autograd/value-and-gradients.js';
import { contrastTerm } from '../losses/mmc-loss.js';
import type { Objective } from '../losses/objective.js';
import { type Tensor, tf } from '../tf/tf.js';
import type { Weights } from '../weights.js';

/** Loss and gradients of the contrast of a whole batch. A type, for `tf.tidy` to return it. */
export type ContrastGradients = {
	/** Unweighted loss. */
	readonly loss: number;
	/** Gradient of the weighted loss with respect to the class tokens, [2B, D]. */
	readonly classTokens: Tensor;
	/** Gradients of the weighted loss with respect to the weights of its heads, by name. */
	readonly heads: Weights;
};

/** Returns `true` if the contrast alone reads a weight of the student. */
export function isContrastWeight(name: string): boolean {
	return /^(contrast|predictor)_head\./.test(name);
}

/**
 * Computes the contrast with all negatives of the batch from class tokens that were made micro-batch by micro-batch
 * (GradCache, arXiv 2101.06983). In its second pass a micro-batch has this term's gradient as that of ⟨its class
 * tokens, their rows of `classTokens`⟩.
 *
 * The heads are inside, so that their batch normalisation has the statistics of the batch.
 *
 * @param names of all weights that are trained
 * @param cls [2B, D] class tokens of the student
 * @param keys [2B, E] embeddings of the teacher
 */
export function contrastGradients(
	student: Weights,
	names: readonly string[],
	cls: Tensor,
	keys: Tensor,
	contrast: Objective['contrast'],
): ContrastGradients {
	const heads = names.filter(isContrastWeight);
	const forward = (tokens: Tensor, ...tensors: Tensor[]) => {
		const trained = Object.fromEntries(heads.map((name, i) => [name, tensors[i]!]));
		const loss = contrastTerm({ ...student, ...trained }, tokens, keys, contrast);
		return tf.mul(loss, contrast.weight) as tf.Scalar;
	};
	return tf.tidy(() => {
		const { value, gradients } = valueAndGradients(forward, [cls, ...heads.map((name) => student[name]!)]);
		const [ofTokens, ...ofHeads] = gradients;
		return {
			loss: value.dataSync()[0]! / contrast.weight,
			classTokens: ofTokens!,
			heads: Object.fromEntries(heads.map((name, i) => [name, ofHeads[i]!])),
		};
	});
}
