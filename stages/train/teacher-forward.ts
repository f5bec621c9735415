import type { MaskedViews } from '../../src/data/items.js';
import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import { GraphFunction } from '../../src/nn/graph/graph-function.js';
import { contrastHead } from '../../src/nn/heads/contrast.js';
import type { Centres } from '../../src/nn/losses/centre.js';
import { teacherTemperatureAt } from '../../src/nn/losses/objective.js';
import { TeacherInMicroBatches } from '../../src/nn/micro-batch/teacher.js';
import { withPolicy } from '../../src/nn/precision/precision.js';
import { partsOf } from '../../src/nn/ranges.js';
import type { TaughtBatch, TaughtMicroBatches, ViewBatch } from '../../src/nn/step/step-items.js';
import type { TeacherOptions } from '../../src/nn/step/step-options.js';
import { distilledTokens, type TeacherTargets, teacherTargets } from '../../src/nn/step/teacher-pass.js';
import type { Training } from '../../src/nn/step/training.js';
import { viewBatch } from '../../src/nn/step/view-batch.js';
import { type Tensor, tf } from '../../src/nn/tf/tf.js';
import { forwardVit } from '../../src/nn/vit/vit.js';
import type { Weights } from '../../src/nn/weights.js';

/** Inputs of the teacher's forward pass. */
type Inputs = {
	readonly teacher: Weights;
	readonly centres: Centres;
	readonly shown: { readonly clean: Tensor; readonly temperature: Tensor };
};

type Outputs = TeacherTargets & { readonly contrast: { readonly keys?: Tensor } };
type Graph = GraphFunction<Inputs, Outputs>;

/**
 * Runs the teacher on the clean views: embeddings for the contrast, distributions for the self-distillation. A batch of
 * more photos than `microBatch` is computed in micro-batches; views that are on the device already are not.
 */
export function teacherForward(
	training: Resource<Training>,
	options: TeacherOptions,
): Stage<readonly MaskedViews[] | ViewBatch, TaughtBatch | TaughtMicroBatches> {
	return stage(
		'teacher-forward',
		() => {
			const { config } = training.value;
			const graph = new GraphFunction((inputs: Inputs) => withPolicy(options, () => forward(inputs)));
			const inMicroBatches = new TeacherInMicroBatches(config, options);
			return {
				async process(batch, { signal }): Promise<(TaughtBatch | TaughtMicroBatches)[]> {
					if ('clean' in batch) return [teach(batch, graph)];
					const microBatches = partsOf(batch.length, options.microBatch ?? batch.length);
					return microBatches.length > 1
						? [await inMicroBatches.forward(training.value.teacher, batch, microBatches, signal)]
						: [teachViews(batch, graph)];
				},
				close() {
					graph[Symbol.dispose]();
					inMicroBatches[Symbol.dispose]();
				},
			};
		},
		{ types: 'MaskedViews[] | ViewBatch → TaughtBatch | TaughtMicroBatches', uses: [training] },
	);

	function teachViews(batch: readonly MaskedViews[], graph: Graph): TaughtBatch {
		const views = viewBatch(batch);
		try {
			return teach(views, graph);
		} catch (error) {
			tf.dispose({ ...views });
			throw error;
		}
	}

	function teach(batch: ViewBatch, graph: Graph): TaughtBatch {
		const { teacher, centres, step, length } = training.value;
		using temperature = tf.scalar(teacherTemperatureAt(step, length, options));
		const shown = { clean: batch.clean, temperature };
		const { contrast, ...distillation } = graph.run({ teacher, centres, shown });
		return { ...batch, teacherOutputs: { ...contrast, ...distillation } };
	}

	function forward({ teacher, centres, shown }: Inputs): Outputs {
		const seen = forwardVit(training.value.config.vit, teacher, shown.clean);
		const tokens = distilledTokens(seen, options);
		const { weight, activation } = options.contrast;
		return {
			contrast: { ...(weight > 0 && { keys: contrastHead(teacher, seen.cls, activation) }) },
			...teacherTargets({ teacher, centres, tokens, softmax: { temperature: shown.temperature } }),
		};
	}
}
