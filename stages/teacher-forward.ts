import type { Resource } from '../src/flow/resource.js';
import { map, type Stage } from '../src/flow/stage.js';
import { sharpen } from '../src/nn/centre.js';
import { contrastHead } from '../src/nn/contrast-head.js';
import type { Objective } from '../src/nn/objective.js';
import { prototypeHead } from '../src/nn/prototype-head.js';
import { teacherTemperature } from '../src/nn/schedules.js';
import type { TaughtBatch, ViewBatch } from '../src/nn/step-items.js';
import { type Tensor, tf } from '../src/nn/tf.js';
import type { Training } from '../src/nn/training.js';
import { forwardVit } from '../src/nn/vit.js';

/** Shows the clean views to the teacher: embeddings for the contrast, distributions for the self-distillation. */
export function teacherForward(
	training: Resource<Training>,
	{ contrast, distillation }: Objective,
): Stage<ViewBatch, TaughtBatch> {
	return map(
		'teacher-forward',
		(batch) => {
			const { config, teacher } = training.value;
			const taught = tf.tidy(() => {
				const { cls, patches } = forwardVit(config.vit, teacher, batch.clean);
				return {
					...(contrast.weight > 0 && { keys: contrastHead(teacher, cls) }),
					...(distillation.weight > 0 && distributions(prototypeHead(teacher, patches))),
				};
			});
			return { ...batch, taught };
		},
		{ types: 'ViewBatch → TaughtBatch' },
	);

	function distributions(logits: Tensor) {
		const { centre, step, length } = training.value;
		const temperature = teacherTemperature(step, {
			start: distillation.teacherTemperatureStart,
			end: distillation.teacherTemperature,
			warmUpEpochs: distillation.teacherTemperatureEpochs,
			stepsPerEpoch: length.stepsPerEpoch,
		});
		return {
			targets: sharpen(logits, centre, temperature),
			meanLogits: tf.reshape(tf.mean(logits, [0, 1]), [1, -1]),
		};
	}
}
