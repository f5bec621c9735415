import type { Resource } from '../../src/flow/resource.js';
import { map, type Stage } from '../../src/flow/stage.js';
import type { GradientBatch } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';
import type { EventFile } from '../../src/tensorboard/event-file.js';
import type { SummarySchedule } from '../../src/tensorboard/summary-schedule.js';
import { tensorHistograms } from '../../src/tensorboard/tensor-histograms.js';

/** Writes histograms of the gradients before the optimiser's step to TensorBoard, at intervals. */
export function writeGradientHistograms(
	events: Resource<EventFile>,
	training: Resource<Training>,
	schedule: Resource<SummarySchedule>,
): Stage<GradientBatch, GradientBatch> {
	return map(
		'write-gradient-histograms',
		(batch) => {
			const step = training.value.step + 1;
			if (schedule.value.isDue(step)) {
				schedule.value.spend(() => {
					events.value.write(step, { histograms: tensorHistograms('gradients', batch.gradients) });
				});
			}

			return batch;
		},
		{ types: 'GradientBatch → GradientBatch', uses: [events, training, schedule] },
	);
}
