import { valueAndGradients } from '../autograd/value-and-gradients.js';
import { contrastTerm } from '../losses/mmc-loss.js';
import type { Objective } from '../losses/objective.js';
import { type Tensor, tf } from '../tf/tf.js';
import type { Weights } from '../weights.js';

/** What the contrast of a whole batch comes to. A type, for `tf.tidy` to return it. */
export type ContrastGradients = {
	/** Not weighted. */
	readonly loss: number;
	/** Of the weighted loss, [2B, D]: of the class tokens. */
	readonly cls: Tensor;
	/** Of the weighted loss, by the names of the heads' weights. */
	readonly heads: Weights;
};

/** Whether a weight of the student is read by the contrast alone. */
export function isContrastWeight(name: string): boolean {
	return /^(contrast|predictor)_head\./.test(name);
}

/**
 * The contrast with all negatives of the batch from class tokens that were made part by part (GradCache, arXiv
 * 2101.06983). A part shown once more then has this term's gradient as that of ⟨its class tokens, their rows of `cls`⟩.
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
			cls: ofTokens!,
			heads: Object.fromEntries(heads.map((name, i) => [name, ofHeads[i]!])),
		};
	});
}
