import type { Resource } from '../src/flow/resource.js';
import { map, type Random, type Stage } from '../src/flow/stage.js';
import { drawBranchFactors } from '../src/nn/drop-path.js';
import { mmcLoss } from '../src/nn/mmc-loss.js';
import { trainedNames } from '../src/nn/networks.js';
import { namedLosses, type Objective, termNames } from '../src/nn/objective.js';
import { maskedPatches } from '../src/nn/patches.js';
import type { GradientBatch, TaughtBatch } from '../src/nn/step-items.js';
import { type Tensor, tf } from '../src/nn/tf.js';
import type { Training } from '../src/nn/training.js';
import { valueAndGradients } from '../src/nn/value-and-gradients.js';
import { forwardVit } from '../src/nn/vit.js';
import type { Weights } from '../src/nn/weights.js';

/** Shows the corrupted views, and the local ones, to the student: forward, the terms of the loss, backward. */
export function studentGradients(
	training: Resource<Training>,
	objective: Objective,
	dropPath: number,
): Stage<TaughtBatch, GradientBatch> {
	const weighting = termNames.map((term) => objective[term].weight);

	return map(
		'student-gradients',
		(batch, { random }) => {
			const { student, config, step, length } = training.value;
			const names = trainedNames(config, student, Math.floor(step / length.stepsPerEpoch));
			const { losses, gradients } = differentiate(student, names, (weights) => terms(batch, weights, random));
			const { epoch, photos, taught } = batch;
			return { epoch, photos, losses, gradients, meanLogits: taught.meanLogits };
		},
		{ types: 'TaughtBatch → GradientBatch' },
	);

	/** [4]: the terms in the order of `termNames`, not weighted. */
	function terms(batch: TaughtBatch, student: Weights, random: Random): Tensor {
		const { vit, maskToken } = training.value.config;
		const masked = maskToken ? maskedPatches(batch.mask, vit.patch) : undefined;
		const draw = (views: Tensor) =>
			dropPath > 0 ? drawBranchFactors(vit.depth, views.shape[0]!, { rate: dropPath, random }) : {};
		const { cls, patches } = forwardVit(vit, student, batch.corrupted, {
			branchFactors: draw(batch.corrupted),
			masked,
		});
		const local =
			batch.local && forwardVit(vit, student, batch.local, { branchFactors: draw(batch.local) }).cls;
		const losses = mmcLoss(
			student,
			{ cls, patches, local },
			{ ...batch, ...batch.taught },
			vit.patch,
			objective,
		);
		return tf.stack(termNames.map((term) => losses[term]));
	}

	/** The losses, and the gradient of their weighted sum with respect to the student's tensors of these names. */
	function differentiate(student: Weights, names: readonly string[], terms: (student: Weights) => Tensor) {
		let values: ArrayLike<number> = [];
		const forward = (...tensors: Tensor[]) => {
			const losses = terms({
				...student,
				...Object.fromEntries(names.map((name, i) => [name, tensors[i]!])),
			});
			values = losses.dataSync();
			return tf.sum(tf.mul(losses, weighting)) as tf.Scalar;
		};
		const tensors = names.map((name) => student[name]!);
		const { value, gradients } = valueAndGradients(forward, tensors);
		value.dispose();
		return {
			losses: namedLosses(Array.from(values), objective),
			gradients: Object.fromEntries(names.map((name, i) => [name, gradients[i]!])),
		};
	}
}
