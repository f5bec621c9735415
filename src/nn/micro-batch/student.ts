import type { MaskedViews } from '../../data/items.js';
import type { PhotoRange } from '../../data/views/view-arrays.js';
import type { Random } from '../../math/random.js';
import { GraphFunction } from '../graph/graph-function.js';
import { type NetworkConfig, trainedNames } from '../heads/networks.js';
import { mapTokenKinds, type PerTokenKind } from '../heads/prototype.js';
import { namedLosses, teacherTemperatureAt, termNames } from '../losses/objective.js';
import { withPolicy } from '../precision/precision.js';
import type { GradientBatch, TaughtMicroBatches } from '../step/step-items.js';
import type { StudentOptions } from '../step/step-options.js';
import {
	differentiate,
	drawFactors,
	forwardStudent,
	type StudentGradients,
	type StudentInputs,
	type StudentViews,
	splitWeights,
} from '../step/student-pass.js';
import { type TeacherInputs, type TeacherTargets, teacherTargets } from '../step/teacher-pass.js';
import type { Training } from '../step/training.js';
import { viewTensors } from '../step/view-tensors.js';
import { type Tensor, tf } from '../tf/tf.js';
import type { Weights } from '../weights.js';
import { Disposing } from './disposing.js';
import { type ContrastGradients, contrastGradients, isContrastWeight } from './grad-cache.js';
import { giveWay, joinRows, sliceRows } from './micro-batches.js';
import { Sums } from './sums.js';
import { sharesByTerm, type TermShares, termShares } from './term-shares.js';

/** Inputs of the student's class tokens. */
type ClassTokenInputs = StudentViews & { readonly student: Weights };

/** Stochastic depth of all views of a batch, by the numbers of the branches. */
type Factors = { readonly global: Weights; readonly local: Weights };

/** Random numbers of a step, and the signal that ends it. */
interface StepContext {
	readonly random: Random;
	readonly signal: AbortSignal;
}

/**
 * Computes the losses and gradients of a batch micro-batch by micro-batch: those of the whole batch except for
 * rounding, in the memory of one micro-batch. With a contrast, each micro-batch passes twice: first for its class tokens
 * alone, from which the contrast of the whole batch is made, then for the gradients.
 */
export class StudentInMicroBatches implements Disposable {
	readonly #classTokens: GraphFunction<ClassTokenInputs, { readonly tokens: { readonly cls: Tensor } }>;
	readonly #targets: GraphFunction<TeacherInputs, TeacherTargets>;
	readonly #gradients: GraphFunction<StudentInputs, StudentGradients>;

	constructor(
		config: NetworkConfig,
		readonly options: StudentOptions,
	) {
		const classTokens = ({ student, ...views }: ClassTokenInputs) => {
			return { tokens: { cls: forwardStudent(config, student, views).cls } };
		};
		this.#classTokens = new GraphFunction((inputs) => withPolicy(options, () => classTokens(inputs)));
		this.#targets = new GraphFunction((inputs) => withPolicy(options, () => teacherTargets(inputs)));
		this.#gradients = new GraphFunction((inputs) =>
			withPolicy(options, () => differentiate(config, options, inputs)),
		);
	}

	async gradients(
		training: Training,
		taught: TaughtMicroBatches,
		{ random, signal }: StepContext,
	): Promise<GradientBatch> {
		const { epoch, photos, batch, microBatches, teacherOutputs } = taught;
		const { config, student, step, length } = training;
		const names = trainedNames(config, student, Math.floor(step / length.stepsPerEpoch));
		const weights = splitWeights(withoutContrast(student), names);
		const shares = termShares(batch, microBatches);
		using factors = new Disposing(this.#drawFactors(config, batch, random));
		const viewsOf = (range: PhotoRange) => studentViews(batch, factors.value, range);
		using contrast = new Disposing(await this.#contrast(student, names, taught, viewsOf, signal));
		using losses = new Sums();
		using gradients = new Sums(contrast.value?.heads);
		using meanLogits = new Sums();

		for (const [index, range] of microBatches.entries()) {
			await giveWay(signal);
			const share = shares[index]!;
			using teacher = new Disposing(this.#teacherTargets(training, teacherOutputs.tokens[index]!));
			using shown = new Disposing(
				tf.tidy(() => ({
					...viewsOf(range),
					microBatch: this.#inputs(share, contrast.value, photos, range),
				})),
			);
			const inputs = { ...weights, ...shown.value, targets: teacher.value.targets, contrast: {} };
			using result = new Disposing(this.#gradients.run(inputs));
			using means = new Disposing(scaled(teacher.value.meanLogits, share.distillation));
			losses.add(result.value.losses);
			gradients.add(result.value.gradients);
			meanLogits.add(means.value);
		}

		const terms = Array.from(losses.read('terms'));
		if (contrast.value) terms[termNames.indexOf('contrast')] = contrast.value.loss;
		return {
			epoch,
			photos,
			losses: namedLosses(terms, this.options),
			gradients: gradients.take(names),
			meanLogits: meanLogits.take(Object.keys(teacherOutputs.tokens[0]!)),
		};
	}

	[Symbol.dispose](): void {
		for (const graph of [this.#classTokens, this.#targets, this.#gradients]) graph[Symbol.dispose]();
	}

	/** Computes the contrast of the whole batch from the class tokens of all micro-batches. */
	async #contrast(
		student: Weights,
		names: readonly string[],
		{ microBatches, teacherOutputs: { keys } }: TaughtMicroBatches,
		viewsOf: (range: PhotoRange) => StudentViews,
		signal: AbortSignal,
	): Promise<ContrastGradients | undefined> {
		if (!keys) return undefined;
		const cls: Tensor[] = [];
		try {
			for (const range of microBatches) {
				await giveWay(signal);
				using views = new Disposing(tf.tidy(() => viewsOf(range)));
				cls.push(this.#classTokens.run({ student, ...views.value }).tokens.cls);
			}

			const { contrast } = this.options;
			return tf.tidy(() =>
				withPolicy(this.options, () => contrastGradients(student, names, joinRows(cls), keys, contrast)),
			);
		} finally {
			tf.dispose(cls);
		}
	}

	#inputs(
		shares: TermShares,
		contrast: ContrastGradients | undefined,
		photos: number,
		range: PhotoRange,
	): StudentInputs['microBatch'] {
		return {
			termShares: tf.tensor1d([...sharesByTerm(shares, this.options)]),
			...(contrast && { classTokenGradient: sliceRows(contrast.classTokens, photos, range) }),
		};
	}

	#teacherTargets({ teacher, centres, step, length }: Training, tokens: PerTokenKind): TeacherTargets {
		const isOfHead = ([name]: [string, Tensor]) => name.startsWith('prototype_head.');
		const head = Object.fromEntries(Object.entries(teacher).filter(isOfHead));
		using temperature = tf.scalar(teacherTemperatureAt(step, length, this.options));
		return this.#targets.run({ teacher: head, centres, tokens, softmax: { temperature } });
	}

	/** Draws the factors of the whole batch, in the order of a batch that is computed at once. */
	#drawFactors(config: NetworkConfig, batch: readonly MaskedViews[], random: Random): Factors {
		const { dropPath } = this.options.optimiser;
		const draw = (views: number) => drawFactors(config, views * batch.length, dropPath, random);
		const locals = batch[0]!.local?.length ?? 0;
		return tf.tidy(() => ({ global: draw(2), local: locals > 0 ? draw(locals) : {} }));
	}
}

function studentViews(batch: readonly MaskedViews[], factors: Factors, range: PhotoRange): StudentViews {
	const rows = (whole: Weights) =>
		Object.fromEntries(
			Object.entries(whole).map(([branch, factor]) => [branch, sliceRows(factor, batch.length, range)]),
		);
	return {
		views: viewTensors(batch, range),
		factors: rows(factors.global),
		localFactors: rows(factors.local),
	};
}

/** Returns the weights except the contrast's, which has its own gradients. */
function withoutContrast(student: Weights): Weights {
	return Object.fromEntries(Object.entries(student).filter(([name]) => !isContrastWeight(name)));
}

function scaled(means: PerTokenKind, weight: number): PerTokenKind {
	return tf.tidy(() => mapTokenKinds(means, (x) => tf.mul(x, weight)));
}
