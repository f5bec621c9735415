import { z } from 'zod';
import type { Classification } from '../../src/eval/classify/classification.js';
import { probeLinearly } from '../../src/eval/classify/linear-probe.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import { openBackend } from '../../src/nn/backend/backend.js';

/** Options of the logistic regression on frozen vectors. */
export const probeOptions = z.strictObject({
	penalties: z
		.array(z.number().min(0))
		.nonempty()
		.default([1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1])
		.describe(
			'weights of ½‖W‖² beside the mean cross-entropy; the best on held-out training photos is taken',
		),
	iterations: z.int().min(1).default(200).describe('iterations of L-BFGS, at most'),
});

/** Classifies each test photo by a logistic regression on the training photos' vectors. */
export function linearProbe(rule: z.output<typeof probeOptions>): Stage<Classification, Classification> {
	return stage(
		'linear-probe',
		async () => {
			await openBackend();
			return {
				process(task) {
					const { predictions: linear, penalty } = probeLinearly(task, rule);
					return [
						{
							...task,
							predictions: { ...task.predictions, linear },
							chosen: { ...task.chosen, linearPenalty: penalty },
						},
					];
				},
			};
		},
		{ types: 'Classification → Classification' },
	);
}
