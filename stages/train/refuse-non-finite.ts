import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import { firstNonFinite, type GuardOptions, type Incidents } from '../../src/health/incidents.js';
import { norms } from '../../src/nn/optimiser/gradient-norm.js';
import { checkpointBytes } from '../../src/nn/step/checkpoint.js';
import type { GradientBatch } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';
import { dropOldIncidentStates, incidentStateName } from '../../src/run/checkpoints.js';

/**
 * Drops batches with NaN or infinity in losses or gradients: weights, teacher, centres, moments and the step number
 * stay as they are, and training continues with the next batch. Fails after too many in a row. Keeps the state at the
 * beginning of the last such step.
 */
export function refuseNonFinite(
	training: Resource<Training>,
	incidents: Resource<Incidents>,
	{ inRow }: GuardOptions,
): Stage<GradientBatch, GradientBatch> {
	return stage(
		'refuse-non-finite',
		() => ({
			async process(batch, { index }) {
				const lengths = norms(batch.gradients);
				const tensor = firstNonFinite(batch.losses, lengths);
				if (tensor === undefined) return [{ ...batch, norms: lengths }];

				const state = training.value;
				const step = state.step + 1;
				const last = Number.parseInt(index, 10); // A batch bears the number of its last photo.
				// The following ones are repeated from the state of the first, since none of them changes it.
				if (incidents.value.countAt(step) === 0) await keepState(step);
				const count = incidents.value.add(step, [state.next, last], batch.losses, tensor);
				state.next = last + 1;
				if (count < inRow) return [];
				throw new Error(
					`${count} batches in a row gave NaN or infinity, the last in \`${tensor}\`; the weights are as step ` +
						`${state.step} left them. \`incidents.jsonl\` lists these batches, and \`mmc replay ${incidents.value.folder.folder} ` +
						`${step}\` makes them again. Lower \`optimiser.learningRate\`, or go on from an earlier checkpoint`,
				);
			},
		}),
		{ types: 'GradientBatch → GradientBatch', uses: [training, incidents] },
	);

	/** Saves the state for `mmc replay`, which would otherwise start from a much earlier checkpoint. */
	async function keepState(step: number): Promise<void> {
		const { folder } = incidents.value;
		await folder.write(incidentStateName(step), checkpointBytes(training.value));
		await dropOldIncidentStates(folder.folder, step);
	}
}
