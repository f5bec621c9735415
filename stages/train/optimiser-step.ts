import type { Resource } from '../../src/flow/resource.js';
import { map, type Stage } from '../../src/flow/stage.js';
import { groupNorms, norms } from '../../src/nn/optimiser/gradient-norm.js';
import { type Optimisation, ratesAt } from '../../src/nn/optimiser/optimisation.js';
import type { GradientBatch, UpdatedBatch } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';

/** Moves the student: AdamW on clipped gradients, at the rates of the step. */
export function optimiserStep(
	training: Resource<Training>,
	optimisation: Optimisation,
): Stage<GradientBatch, UpdatedBatch> {
	return map(
		'optimiser-step',
		({ gradients, norms: measured, ...batch }) => {
			const state = training.value;
			const { learningRate, weightDecay } = ratesAt(state.step, state.length, optimisation);
			const lengths = measured ?? norms(gradients);
			state.student = state.optimiser.step(state.student, gradients, {
				learningRate,
				weightDecay,
				norms: lengths,
				...(optimisation.clip > 0 && { clip: optimisation.clip }),
			});
			return {
				...batch,
				learningRate,
				weightDecay,
				gradientNorm: Math.hypot(...Object.values(lengths)),
				gradientNorms: groupNorms(lengths),
			};
		},
		{ types: 'GradientBatch → UpdatedBatch', uses: [training] },
	);
}
