import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import { GraphFunction } from '../../src/nn/graph/graph-function.js';
import { contrastHead } from '../../src/nn/heads/contrast.js';
import { mapTokens, prototypeHead } from '../../src/nn/heads/prototype.js';
import { meanRow, sharpen } from '../../src/nn/losses/centre.js';
import { type Objective, teacherTemperatureAt } from '../../src/nn/losses/objective.js';
import { type Computing, computeBy, plainly } from '../../src/nn/precision/precision.js';
import type { TaughtBatch, ViewBatch } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';
import { type Tensor, tf } from '../../src/nn/tf/tf.js';
import { forwardVit } from '../../src/nn/vit/vit.js';
import type { Weights } from '../../src/nn/weights.js';

/** Inputs of the teacher's forward pass. */
type Question = {
	readonly teacher: Weights;
	readonly centres: { readonly patches: Tensor; readonly classes: Tensor };
	readonly shown: { readonly clean: Tensor; readonly temperature: Tensor };
};

/** Runs the teacher on the clean views: embeddings for the contrast, distributions for the self-distillation. */
export function teacherForward(
	training: Resource<Training>,
	objective: Objective,
	way: Computing = plainly,
): Stage<ViewBatch, TaughtBatch> {
	const { contrast, distillation, classDistillation } = objective;
	return stage(
		'teacher-forward',
		() => {
			const graph = new GraphFunction((question: Question) => computeBy(way, () => answer(question)));
			return {
				process(batch) {
					const { teacher, centres, step, length } = training.value;
					const temperature = teacherTemperatureAt(step, length, objective);
					const question = {
						teacher,
						centres,
						shown: { clean: batch.clean, temperature: tf.scalar(temperature) },
					};
					try {
						const { global, ...taught } = graph.run(question);
						return [{ ...batch, taught: { ...global, ...taught } }];
					} finally {
						question.shown.temperature.dispose();
					}
				},
				close: () => graph[Symbol.dispose](),
			};
		},
		{ types: 'ViewBatch → TaughtBatch', uses: [training] },
	);

	function answer({ teacher, centres, shown }: Question) {
		const { cls, patches } = forwardVit(training.value.config.vit, teacher, shown.clean);
		const logits = {
			...(distillation.weight > 0 && { patches: prototypeHead(teacher, patches) }),
			...(classDistillation.weight > 0 && { classes: prototypeHead(teacher, cls, 'classes') }),
		};
		return {
			global: { ...(contrast.weight > 0 && { keys: contrastHead(teacher, cls, contrast.activation) }) },
			targets: mapTokens(logits, (x, tokens) => sharpen(x, centres[tokens], shown.temperature)),
			meanLogits: mapTokens(logits, (x) => meanRow(x)),
		};
	}
}
