import type { Resource } from '../src/flow/resource.js';
import { map, type Stage } from '../src/flow/stage.js';
import { meanRow, sharpen } from '../src/nn/centre.js';
import { contrastHead } from '../src/nn/contrast-head.js';
import { type Objective, teacherTemperatureAt } from '../src/nn/objective.js';
import { mapTokens, prototypeHead } from '../src/nn/prototype-head.js';
import type { TaughtBatch, ViewBatch } from '../src/nn/step-items.js';
import { tf } from '../src/nn/tf.js';
import type { Training } from '../src/nn/training.js';
import { forwardVit } from '../src/nn/vit.js';

/** Shows the clean views to the teacher: embeddings for the contrast, distributions for the self-distillation. */
export function teacherForward(
	training: Resource<Training>,
	objective: Objective,
): Stage<ViewBatch, TaughtBatch> {
	const { contrast, distillation, classDistillation } = objective;
	return map(
		'teacher-forward',
		(batch) => {
			const { config, teacher, centres } = training.value;
			const taught = tf.tidy(() => {
				const { cls, patches } = forwardVit(config.vit, teacher, batch.clean);
				const logits = {
					...(distillation.weight > 0 && { patches: prototypeHead(teacher, patches) }),
					...(classDistillation.weight > 0 && { classes: prototypeHead(teacher, cls, 'classes') }),
				};
				return {
					...(contrast.weight > 0 && { keys: contrastHead(teacher, cls, contrast.activation) }),
					targets: mapTokens(logits, (x, tokens) => sharpen(x, centres[tokens], temperature())),
					meanLogits: mapTokens(logits, (x) => meanRow(x)),
				};
			});
			return { ...batch, taught };
		},
		{ types: 'ViewBatch → TaughtBatch' },
	);

	function temperature(): number {
		const { step, length } = training.value;
		return teacherTemperatureAt(step, length, objective);
	}
}
