import type { MaskedViews } from '../../src/data/items.js';
import type { PhotoRange } from '../../src/data/views/view-arrays.js';
import type { Resource } from '../../src/flow/resource.js';
import { type ItemContext, type Stage, stage } from '../../src/flow/stage.js';
import type { Random } from '../../src/math/random.js';
import { GraphFunction } from '../../src/nn/graph/graph-function.js';
import { trainedNames } from '../../src/nn/heads/networks.js';
import { type ByTokens, mapTokens } from '../../src/nn/heads/prototype.js';
import { drawBranchFactors } from '../../src/nn/layers/drop-path.js';
import {
	namedLosses,
	type Objective,
	teacherTemperatureAt,
	termNames,
} from '../../src/nn/losses/objective.js';
import {
	type ContrastGradients,
	contrastGradients,
	isContrastWeight,
} from '../../src/nn/micro-batch/grad-cache.js';
import { Held } from '../../src/nn/micro-batch/held.js';
import {
	type Part,
	type PartAnswer,
	type PartGradients,
	type PartLesson,
	type PartQuestion,
	partGradients,
	seePart,
	teachPart,
} from '../../src/nn/micro-batch/part-gradients.js';
import { joinParts, nextPart, rowsOfPart } from '../../src/nn/micro-batch/parts.js';
import { Sums } from '../../src/nn/micro-batch/sums.js';
import { sharesByTerm, termShares } from '../../src/nn/micro-batch/term-shares.js';
import { type Computing, computeBy, plainly } from '../../src/nn/precision/precision.js';
import { partsOf } from '../../src/nn/ranges.js';
import type { GradientBatch, TaughtParts } from '../../src/nn/step/step-items.js';
import type { Training } from '../../src/nn/step/training.js';
import { viewTensors } from '../../src/nn/step/view-tensors.js';
import { type Tensor, tf } from '../../src/nn/tf/tf.js';
import type { Weights } from '../../src/nn/weights.js';

/**
 * `student-gradients` in micro-batches of `size` photos: the same losses and gradients except for rounding, in the
 * memory of one micro-batch. With a contrast, each micro-batch passes twice: first for its class tokens alone, from
 * which the contrast of the whole batch is made, then for the gradients.
 */
export function studentGradientsInParts(
	training: Resource<Training>,
	objective: Objective,
	dropPath: number,
	size: number,
	way: Computing = plainly,
): Stage<TaughtParts, GradientBatch> {
	return stage(
		// The name of the stage for whole batches, so that it draws the same random numbers.
		'student-gradients',
		() => {
			const graphs = {
				see: new GraphFunction((question: Question) => computeBy(way, () => seeClasses(question))),
				teach: new GraphFunction((question: PartQuestion) => computeBy(way, () => teachPart(question))),
				learn: new GraphFunction((lesson: PartLesson) => computeBy(way, () => differentiate(lesson))),
			};
			return {
				async process(item, context) {
					return [await gradientsOf(item, context, graphs)];
				},
				close() {
					for (const graph of Object.values(graphs)) graph[Symbol.dispose]();
				},
			};
		},
		{ types: 'TaughtParts → GradientBatch', uses: [training] },
	);

	function seeClasses({ student, ...part }: Question) {
		return { tokens: { cls: seePart(training.value.config, student, part).cls } };
	}

	function differentiate(lesson: PartLesson): PartGradients {
		return partGradients(training.value.config, objective, lesson);
	}

	async function gradientsOf(
		{ epoch, photos, batch, taught }: TaughtParts,
		{ random, signal }: ItemContext,
		graphs: Graphs,
	): Promise<GradientBatch> {
		const { student, config, step, length } = training.value;
		const names = trainedNames(config, student, Math.floor(step / length.stepsPerEpoch));
		const ranges = partsOf(photos, size);
		using factors = new Held(drawFactors(batch, random));
		const partOf = (range: PhotoRange) => cutPart(batch, factors.value, range);
		using contrast = new Held(
			taught.keys && (await contrastOf(ranges, partOf, names, taught.keys, signal, graphs)),
		);
		using gradients = new Sums();
		using meanLogits = new Sums();
		using losses = new Sums();
		gradients.add(contrast.value?.heads ?? {});
		const weights = weightsOf(names);
		const shares = termShares(batch, ranges);
		for (const [index, range] of ranges.entries()) {
			await nextPart(signal);
			using answer = new Held(askTeacher(taught.tokens[index]!, graphs));
			using lesson = new Held(
				tf.tidy(() => ({
					...partOf(range),
					counts: { shares: tf.tensor1d([...sharesByTerm(shares[index]!, objective)]) },
					contrast: contrast.value ? { pull: rowsOfPart(contrast.value.cls, photos, range) } : {},
				})),
			);
			const { targets } = answer.value;
			using part = new Held(graphs.learn.run({ ...weights, ...lesson.value, targets }));
			losses.add(part.value.losses);
			gradients.add(part.value.gradients);
			const ofBatch = (x: Tensor) => tf.mul(x, shares[index]!.distillation);
			using means = new Held(tf.tidy(() => mapTokens(answer.value.meanLogits, ofBatch)));
			meanLogits.add(means.value);
		}

		const terms = Array.from(losses.read('terms'));
		if (contrast.value) terms[termNames.indexOf('contrast')] = contrast.value.loss;
		return {
			epoch,
			photos,
			losses: namedLosses(terms, objective),
			gradients: gradients.take(names),
			meanLogits: meanLogits.take(Object.keys(taught.tokens[0]!)),
		};
	}

	function askTeacher(tokens: ByTokens, { teach }: Graphs): PartAnswer {
		const { teacher, centres, step, length } = training.value;
		const heads = some(teacher, (name) => name.startsWith('prototype_head.'));
		using temperature = tf.scalar(teacherTemperatureAt(step, length, objective));
		return teach.run({ teacher: heads, centres, tokens, softmax: { temperature } });
	}

	function weightsOf(names: readonly string[]) {
		const { student } = training.value;
		return {
			trained: some(student, (name) => names.includes(name) && !isContrastWeight(name)),
			frozen: some(student, (name) => !names.includes(name) && !isContrastWeight(name)),
		};
	}

	/** Shows the student each part for its class tokens alone. */
	async function contrastOf(
		ranges: readonly PhotoRange[],
		partOf: (range: PhotoRange) => Part,
		names: readonly string[],
		keys: Tensor,
		signal: AbortSignal,
		{ see }: Graphs,
	): Promise<ContrastGradients> {
		const state = training.value;
		const cls: Tensor[] = [];
		try {
			for (const range of ranges) {
				await nextPart(signal);
				using part = new Held(tf.tidy(() => partOf(range)));
				cls.push(see.run({ student: state.student, ...part.value }).tokens.cls);
			}

			return tf.tidy(() =>
				computeBy(way, () =>
					contrastGradients(state.student, names, joinParts(cls), keys, objective.contrast),
				),
			);
		} finally {
			tf.dispose(cls);
		}
	}

	/** Draws the factors of the whole batch, in the order of `student-gradients`. */
	function drawFactors(batch: readonly MaskedViews[], random: Random): Factors {
		if (dropPath === 0) return { global: [], local: [] };
		const { depth } = training.value.config.vit;
		const draw = (views: number) =>
			drawBranchFactors(depth, views * batch.length, { rate: dropPath, random });
		const locals = batch[0]!.local?.length ?? 0;
		return tf.tidy(() => ({ global: draw(2), local: locals > 0 ? draw(locals) : [] }));
	}
}

/** Factors by branch, of the two global views and of the local ones. */
type Factors = {
	readonly global: (Tensor | undefined)[];
	readonly local: (Tensor | undefined)[];
};

type Question = Part & { readonly student: Weights };

/** Graphs, one for each use of a micro-batch. */
interface Graphs {
	readonly see: GraphFunction<Question, { readonly tokens: { readonly cls: Tensor } }>;
	readonly teach: GraphFunction<PartQuestion, PartAnswer>;
	readonly learn: GraphFunction<PartLesson, PartGradients>;
}

function some(weights: Weights, isWanted: (name: string) => boolean): Weights {
	return Object.fromEntries(Object.entries(weights).filter(([name]) => isWanted(name)));
}

function cutPart(batch: readonly MaskedViews[], { global, local }: Factors, range: PhotoRange): Part {
	const rows = (factors: readonly (Tensor | undefined)[]) =>
		Object.fromEntries(
			factors.flatMap((factor, branch) =>
				factor ? [[branch, rowsOfPart(factor, batch.length, range)]] : [],
			),
		);
	return { views: viewTensors(batch, range), factors: rows(global), localFactors: rows(local) };
}
