import type { Resource } from '../../src/flow/resource.js';
import { map, type Stage } from '../../src/flow/stage.js';
import { updateCentres } from '../../src/nn/losses/centre.js';
import { updateTeacher } from '../../src/nn/optimiser/momentum.js';
import { type Optimisation, ratesAt } from '../../src/nn/optimiser/optimisation.js';
import type { StepReport, UpdatedBatch } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';

/**
 * Moves the teacher a little towards the student, and the centres towards this batch's means, which completes the
 * step.
 */
export function momentumUpdate(
	training: Resource<Training>,
	optimisation: Optimisation,
	centreMomentum: number,
): Stage<UpdatedBatch, StepReport> {
	return map(
		'momentum-update',
		({ losses, meanLogits, ...batch }, { index }) => {
			const state = training.value;
			const { momentum } = ratesAt(state.step, state.length, optimisation);
			state.teacher = updateTeacher(state.teacher, state.student, momentum);
			state.centres = updateCentres(state.centres, meanLogits, centreMomentum);
			state.step++;
			state.next = Number.parseInt(index, 10) + 1; // A batch bears the number of its last photo.
			return { step: state.step, ...losses, ...batch, momentum };
		},
		{ types: 'UpdatedBatch → StepReport', uses: [training] },
	);
}
