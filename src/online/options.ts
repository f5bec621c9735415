/** Options and figures of the evaluation of a teacher during training. */
import { z } from 'zod';
import { datasetOptions } from '../data/datasets/open.js';
import type { TrainingLength } from '../nn/optimiser/optimisation.js';
import type { Training } from '../nn/step/training.js';

/** Options of the evaluation during training. It evaluates nothing unless `dataset` or `neighbours` is given. */
export const onlineOptions = z.strictObject({
	dataset: datasetOptions
		.optional()
		.describe('annotated photos to segment zero-shot from time to time; none where absent'),
	photos: z.int().min(1).default(32).describe('number of annotated photos, evenly spread over the data set'),
	tokens: z
		.int()
		.min(4)
		.default(256)
		.refine((tokens) => Number.isInteger(Math.sqrt(tokens)), 'it must be a square number, such as 196 or 256')
		.describe('patches of a squeezed annotated photo, a square number'),
	neighbours: z
		.int()
		.min(0)
		.default(256)
		.describe(
			'training photos that vote on the classes of held-out ones, if their folders are classes; 0 switches this off',
		),
	everySteps: z
		.int()
		.positive()
		.optional()
		.describe('steps between two evaluations; default: 50 a run, but at least 100 steps apart'),
});

/** Parsed `onlineOptions`. */
export type OnlineOptions = z.output<typeof onlineOptions>;

/** Figures of an evaluation, named as in `metrics.jsonl`. Fractions; NaN if features were not finite. */
export interface OnlineMeasures {
	/** Mean IoU over objects at the best of the fixed thresholds, with centre prompts, as in `segment`. */
	readonly meanIoU?: number;
	/** Threshold of `meanIoU`. */
	readonly threshold?: number;
	/** Average precision, mean over objects. */
	readonly averagePrecision?: number;
	/** Share of held-out photos whose class the 20 nearest training photos vote for, as in `classify`. */
	readonly knn20?: number;
}

/** One evaluation of a teacher. It leaves the training unchanged. */
export interface OnlineEvaluator extends Disposable {
	/** Names of its figures. */
	readonly figures: readonly (keyof OnlineMeasures)[];
	readonly measure: (training: Training) => Promise<OnlineMeasures>;
}

/** All evaluations of a run, and the time they took. */
export interface OnlineEvaluation extends Disposable {
	readonly evaluators: readonly OnlineEvaluator[];
	/** Step and figures of the last evaluation. */
	last: { readonly step: number; readonly measures: OnlineMeasures } | undefined;
	/** Seconds spent in this process. */
	seconds: number;
}

/**
 * Returns the number of steps between evaluations. It depends on the options alone, so that a resumed run evaluates
 * the same steps. The first and the last step are always evaluated.
 */
export function stepsBetweenEvaluations(
	{ everySteps }: Pick<OnlineOptions, 'everySteps'>,
	{ steps }: Pick<TrainingLength, 'steps'>,
): number {
	return everySteps ?? Math.max(100, Math.ceil(steps / 50));
}
