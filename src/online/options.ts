/** Evaluation of a teacher while it is trained. */
import { z } from 'zod';
import { datasetOptions } from '../data/datasets/open.js';
import type { TrainingLength } from '../nn/optimiser/optimisation.js';
import type { Training } from '../nn/step/training.js';

/**
 * Options of the evaluation while a training goes on. It evaluates nothing unless `dataset` or `neighbours` is
 * given.
 */
export const onlineOptions = z.strictObject({
	dataset: datasetOptions
		.optional()
		.describe('annotated photos to segment zero-shot from time to time; none where absent'),
	photos: z.int().min(1).default(32).describe('of the annotated ones, evenly spread over the data set'),
	tokens: z
		.int()
		.min(4)
		.default(256)
		.refine((tokens) => Number.isInteger(Math.sqrt(tokens)), 'it must be a square number, such as 196 or 256')
		.describe('patches that an annotated photo is squeezed to, a square number'),
	neighbours: z
		.int()
		.min(0)
		.default(256)
		.describe(
			'photos of training that vote on the classes of those held aside, where the folders they lie in are classes; ' +
				'0 switches this off',
		),
	everySteps: z
		.int()
		.positive()
		.optional()
		.describe('steps between two evaluations; by itself 50 a run, but 100 steps at least'),
});

/** Parsed `onlineOptions`. */
export type OnlineOptions = z.output<typeof onlineOptions>;

/** What an evaluation finds, in the names of `metrics.jsonl`. Fractions; NaN where features were not finite. */
export interface OnlineMeasures {
	/** Mean IoU over objects at the best of the fixed thresholds, centre prompts: of `segment`. */
	readonly meanIoU?: number;
	/** That threshold. */
	readonly threshold?: number;
	/** Mean over objects. */
	readonly averagePrecision?: number;
	/** The share of photos held aside whose class the 20 nearest of training vote for: of `classify`. */
	readonly knn20?: number;
}

/** One way to evaluate a teacher. Changes nothing of the training. */
export interface OnlineEvaluator extends Disposable {
	/** What it finds. */
	readonly figures: readonly (keyof OnlineMeasures)[];
	readonly measure: (training: Training) => Promise<OnlineMeasures>;
}

/** All ways of a run, and what they took. */
export interface OnlineEvaluation extends Disposable {
	readonly evaluators: readonly OnlineEvaluator[];
	/** Of the last evaluation. */
	last: { readonly step: number; readonly measures: OnlineMeasures } | undefined;
	/** Spent in this process. */
	seconds: number;
}

/** Follows from the options alone, so that a resumed run evaluates the same steps. The first and the last are others. */
export function stepsBetweenEvaluations(
	{ everySteps }: Pick<OnlineOptions, 'everySteps'>,
	{ steps }: Pick<TrainingLength, 'steps'>,
): number {
	return everySteps ?? Math.max(100, Math.ceil(steps / 50));
}
