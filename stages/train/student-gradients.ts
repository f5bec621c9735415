import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import type { Random } from '../../src/math/random.js';
import { GraphFunction } from '../../src/nn/graph/graph-function.js';
import { trainedNames } from '../../src/nn/heads/networks.js';
import { namedLosses } from '../../src/nn/losses/objective.js';
import { StudentInMicroBatches } from '../../src/nn/micro-batch/student.js';
import { withPolicy } from '../../src/nn/precision/precision.js';
import type { GradientBatch, TaughtBatch, TaughtMicroBatches } from '../../src/nn/step/step-items.js';
import type { StudentOptions } from '../../src/nn/step/step-options.js';
import {
	differentiate,
	drawFactors,
	type StudentGradients,
	type StudentInputs,
	splitWeights,
} from '../../src/nn/step/student-pass.js';
import type { Training } from '../../src/nn/step/training.js';
import { tf } from '../../src/nn/tf/tf.js';

/**
 * Runs the student on the corrupted and the local views: forward, the terms of the loss, backward. In micro-batches if
 * `teacher-forward` was.
 */
export function studentGradients(
	training: Resource<Training>,
	options: StudentOptions,
): Stage<TaughtBatch | TaughtMicroBatches, GradientBatch> {
	return stage(
		'student-gradients',
		() => {
			const { config } = training.value;
			const graph = new GraphFunction((inputs: StudentInputs) =>
				withPolicy(options, () => differentiate(config, options, inputs)),
			);
			const inMicroBatches = new StudentInMicroBatches(config, options);
			return {
				async process(batch, context) {
					return 'microBatches' in batch
						? [await inMicroBatches.gradients(training.value, batch, context)]
						: [learn(batch, context.random, graph)];
				},
				close() {
					graph[Symbol.dispose]();
					inMicroBatches[Symbol.dispose]();
				},
			};
		},
		{ types: 'TaughtBatch | TaughtMicroBatches → GradientBatch', uses: [training] },
	);

	function learn(
		batch: TaughtBatch,
		random: Random,
		graph: GraphFunction<StudentInputs, StudentGradients>,
	): GradientBatch {
		const inputs = inputsOf(training.value, batch, options.optimiser.dropPath, random);
		try {
			const { losses, gradients } = graph.run(inputs);
			const terms = Array.from(losses.terms.dataSync());
			losses.terms.dispose();
			const { epoch, photos, teacherOutputs } = batch;
			const { meanLogits } = teacherOutputs;
			return { epoch, photos, losses: namedLosses(terms, options), gradients, meanLogits };
		} finally {
			tf.dispose([inputs.factors, inputs.localFactors]);
		}
	}
}

function inputsOf(
	training: Training,
	{ clean, corrupted, mask, local, teacherOutputs }: TaughtBatch,
	dropPath: number,
	random: Random,
): StudentInputs {
	const { student, config, step, length } = training;
	const names = trainedNames(config, student, Math.floor(step / length.stepsPerEpoch));
	const { keys, targets } = teacherOutputs;
	return {
		...splitWeights(student, names),
		views: { clean, corrupted, mask, ...(local && { local }) },
		contrast: { ...(keys && { keys }) },
		targets,
		factors: drawFactors(config, corrupted.shape[0], dropPath, random),
		localFactors: local ? drawFactors(config, local.shape[0], dropPath, random) : {},
		microBatch: {},
	};
}
