import { z } from 'zod';
import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import { checkpointBytes } from '../../src/nn/step/checkpoint.js';
import type { StepReport } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';
import { checkpointName, dropOldCheckpoints } from '../../src/run/checkpoints.js';
import type { RunFolder } from '../../src/run/folder.js';
import { bestMetricNames } from '../../src/training/best-checkpoint.js';

/**
 * Options of the checkpoints: minutes and steps between two, how many stay, and the figure the best is kept by.
 */
export const checkpointOptions = z.strictObject({
	everyMinutes: z.number().min(0).default(10).describe('minutes between two checkpoints'),
	everySteps: z.int().positive().optional().describe('steps between two checkpoints, if that comes first'),
	keep: z.int().min(1).default(2).describe('number of newest checkpoints to keep'),
	best: z
		.enum(bestMetricNames)
		.optional()
		.describe(
			'figure of `metrics.jsonl` to keep the best checkpoint by; default: the first of `online.meanIoU` and `online.knn20` that is measured',
		),
});

/**
 * Saves the state of the training at intervals and at the end, unless it ends by a failure. Must be last in the
 * lockstep of a step: after it the next step may already be in progress.
 */
export function saveCheckpoint<Report extends StepReport>(
	folder: RunFolder,
	training: Resource<Training>,
	{ everyMinutes, everySteps = Number.POSITIVE_INFINITY, keep }: z.output<typeof checkpointOptions>,
): Stage<Report, Report> {
	return stage(
		'save-checkpoint',
		() => {
			let saved = { step: training.value.step, at: performance.now() };

			const isDue = ({ step }: Report) =>
				step % everySteps === 0 || performance.now() - saved.at >= 60_000 * everyMinutes;

			const save = async () => {
				const { step } = training.value;
				folder.sync(); // The metrics: a power cut must not take lines that the checkpoint counts on.
				await folder.write(checkpointName(step), checkpointBytes(training.value));
				await dropOldCheckpoints(folder.folder, keep);
				saved = { step, at: performance.now() };
			};

			return {
				async process(report) {
					if (isDue(report)) await save();
					return [report];
				},
				async flush() {
					if (training.value.step > saved.step) await save();
					return [];
				},
			};
		},
		{ types: 'StepReport → StepReport', uses: [training] },
	);
}
