import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import type { Random } from '../../src/math/random.js';
import { valueAndGradients } from '../../src/nn/autograd/value-and-gradients.js';
import { GraphFunction } from '../../src/nn/graph/graph-function.js';
import { trainedNames } from '../../src/nn/heads/networks.js';
import type { ByTokens } from '../../src/nn/heads/prototype.js';
import { drawBranchFactors } from '../../src/nn/layers/drop-path.js';
import { stackTerms } from '../../src/nn/losses/mmc-loss.js';
import { namedLosses, type Objective, termWeights } from '../../src/nn/losses/objective.js';
import { type Computing, computeBy, plainly } from '../../src/nn/precision/precision.js';
import type { GradientBatch, TaughtBatch } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';
import { type Tensor, tf } from '../../src/nn/tf/tf.js';
import { maskedPatches } from '../../src/nn/vit/patches.js';
import { forwardVit } from '../../src/nn/vit/vit.js';
import type { Weights } from '../../src/nn/weights.js';

/** Inputs of the losses and their gradients. */
type Lesson = {
	/** Weights of the student that are trained, and those that are not. */
	readonly trained: Weights;
	readonly frozen: Weights;
	readonly views: { readonly [view in 'clean' | 'corrupted' | 'mask']: Tensor } & { readonly local?: Tensor };
	readonly global: { readonly keys?: Tensor };
	readonly targets: ByTokens;
	/** Factors of the global and of the local views, by the numbers of the branches. */
	readonly factors: Weights;
	readonly localFactors: Weights;
};

/** Runs the student on the corrupted and the local views: forward, the terms of the loss, backward. */
export function studentGradients(
	training: Resource<Training>,
	objective: Objective,
	dropPath: number,
	way: Computing = plainly,
): Stage<TaughtBatch, GradientBatch> {
	const weighting = [...termWeights(objective)];

	return stage(
		'student-gradients',
		() => {
			const graph = new GraphFunction((lesson: Lesson) => computeBy(way, () => differentiate(lesson)));
			return {
				process(batch, { random }) {
					const lesson = lessonOf(batch, random);
					try {
						const { losses, gradients } = graph.run(lesson);
						const values = Array.from(losses.terms.dataSync());
						losses.terms.dispose();
						const { epoch, photos, taught } = batch;
						return [
							{
								epoch,
								photos,
								losses: namedLosses(values, objective),
								gradients,
								meanLogits: taught.meanLogits,
							},
						];
					} finally {
						tf.dispose([lesson.factors, lesson.localFactors]);
					}
				},
				close: () => graph[Symbol.dispose](),
			};
		},
		{ types: 'TaughtBatch → GradientBatch', uses: [training] },
	);

	function lessonOf({ clean, corrupted, mask, local, taught }: TaughtBatch, random: Random): Lesson {
		const { student, config, step, length } = training.value;
		const names = new Set(trainedNames(config, student, Math.floor(step / length.stepsPerEpoch)));
		const [trained, frozen] = [true, false].map((moved) =>
			Object.fromEntries(Object.entries(student).filter(([name]) => names.has(name) === moved)),
		) as [Weights, Weights];
		return {
			trained,
			frozen,
			views: { clean, corrupted, mask, ...(local && { local }) },
			global: { ...(taught.keys && { keys: taught.keys }) },
			targets: taught.targets,
			factors: drawFactors(corrupted, random),
			localFactors: local ? drawFactors(local, random) : {},
		};
	}

	function drawFactors(views: Tensor, random: Random): Weights {
		if (dropPath === 0) return {};
		const factors = drawBranchFactors(training.value.config.vit.depth, views.shape[0]!, {
			rate: dropPath,
			random,
		});
		return Object.fromEntries(factors.flatMap((factor, branch) => (factor ? [[branch, factor]] : [])));
	}

	/** Computes the unweighted terms in the order of `termNames`, and the gradient of their weighted sum. */
	function differentiate(lesson: Lesson) {
		const names = Object.keys(lesson.trained);
		let parts: Tensor | undefined;
		const forward = (...tensors: Tensor[]) => {
			const trained = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
			parts = tf.keep(terms({ ...lesson.frozen, ...trained }, lesson));
			return tf.sum(tf.mul(parts, weighting)) as tf.Scalar;
		};
		try {
			const { gradients } = valueAndGradients(forward, Object.values(lesson.trained));
			return {
				losses: { terms: tf.clone(parts!) },
				gradients: Object.fromEntries(names.map((name, i) => [name, gradients[i]!])),
			};
		} finally {
			parts?.dispose();
		}
	}

	/** [T] */
	function terms(student: Weights, { views, global, targets, factors, localFactors }: Lesson): Tensor {
		const { vit, maskToken } = training.value.config;
		const masked = maskToken ? maskedPatches(views.mask, vit.patch) : undefined;
		const { cls, patches } = forwardVit(vit, student, views.corrupted, { branchFactors: factors, masked });
		const local = views.local && forwardVit(vit, student, views.local, { branchFactors: localFactors }).cls;
		const tokens = { cls, patches, local };
		return stackTerms(student, tokens, { ...views, ...global, targets }, vit.patch, objective);
	}
}
