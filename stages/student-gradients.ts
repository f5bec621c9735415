import type { Resource } from '../src/flow/resource.js';
import { map, type Random, type Stage } from '../src/flow/stage.js';
import { mmcLoss } from '../src/nn/mmc-loss.js';
import type { Objective } from '../src/nn/objective.js';
import type { GradientBatch, Losses, TaughtBatch } from '../src/nn/step-items.js';
import { type Tensor, tf } from '../src/nn/tf.js';
import type { Training } from '../src/nn/training.js';
import { valueAndGradients } from '../src/nn/value-and-gradients.js';
import { forwardVit } from '../src/nn/vit.js';
import { isTrained } from '../src/nn/vit-config.js';
import type { Weights } from '../src/nn/weights.js';

/** Shows the corrupted views to the student: forward, the three losses, backward. */
export function studentGradients(
	training: Resource<Training>,
	objective: Objective,
	dropPath: number,
): Stage<TaughtBatch, GradientBatch> {
	return map(
		'student-gradients',
		(batch, { random }) => {
			const { student, config } = training.value;
			const names = Object.keys(student).filter((name) => isTrained(config.vit, name));
			const { losses, gradients } = differentiate(student, names, (weights) => terms(batch, weights, random));
			const { epoch, photos, taught } = batch;
			return {
				epoch,
				photos,
				losses,
				gradients,
				...(taught.meanLogits && { meanLogits: taught.meanLogits }),
			};
		},
		{ types: 'TaughtBatch → GradientBatch' },
	);

	/** [3]: the weighted terms; their sum is the loss. */
	function terms(batch: TaughtBatch, student: Weights, random: Random): Tensor {
		const { vit } = training.value.config;
		const options = dropPath > 0 ? { dropPath: { rate: dropPath, random } } : {};
		const tokens = forwardVit(vit, student, batch.corrupted, options);
		const { reconstruction, distillation, contrast } = mmcLoss(student, tokens, batch, vit.patch, objective);
		return tf.stack([reconstruction, distillation, contrast]);
	}

	/** The losses, and the gradient of their weighted sum with respect to the student's tensors of these names. */
	function differentiate(student: Weights, names: readonly string[], terms: (student: Weights) => Tensor) {
		let values: ArrayLike<number> = [];
		const weighting = [objective.reconstruction, objective.distillation, objective.contrast].map(
			({ weight }) => weight,
		);
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
			losses: namedLosses(values, weighting),
			gradients: Object.fromEntries(names.map((name, i) => [name, gradients[i]!])),
		};
	}
}

function namedLosses(values: ArrayLike<number>, weighting: readonly number[]): Losses {
	const [reconstruction, distillation, contrast] = Array.from(values) as [number, number, number];
	return {
		loss: Array.from(values).reduce((sum, value, i) => sum + weighting[i]! * value, 0),
		lossReconstruction: reconstruction,
		lossDistillation: distillation,
		lossContrast: contrast,
	};
}
