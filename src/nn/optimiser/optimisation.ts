import { z } from 'zod';
import * as schedules from './schedules.js';

/** Options of AdamW with the schedules of DINO, iBOT and SiT. */
export const optimiserOptions = z.strictObject({
	learningRate: z
		.number()
		.positive()
		.default(5e-4)
		.describe('peak learning rate for a batch of 256, or of 1024 with `scaling=sqrt`'),
	scaling: z
		.enum(['linear', 'sqrt', 'none'])
		.default('linear')
		.describe(
			'scaling of the learning rate by the batch: linear (DINO, SiT, MoCo v3), its root (DINOv2), or none',
		),
	minLearningRate: z.number().min(0).default(1e-6).describe('learning rate that the cosine falls towards'),
	warmUpEpochs: z
		.number()
		.min(0)
		.default(10)
		.describe('epochs in which the learning rate rises linearly from 0'),
	warmUpSteps: z.int().min(0).optional().describe('warm-up in updates; replaces `warmUpEpochs`'),
	weightDecay: z.number().min(0).default(0.04).describe('weight decay at the start'),
	weightDecayEnd: z.number().min(0).default(0.4).describe('weight decay at the end of its cosine'),
	decay: z
		.enum(['matrices', 'all'])
		.default('matrices')
		.describe('tensors that decay: all but biases and vectors, or everything (MoCo v3)'),
	clip: z.number().min(0).default(3).describe('greatest norm of one tensor’s gradient; 0 for no clipping'),
	dropPath: z
		.number()
		.min(0)
		.lt(1)
		.default(0.1)
		.describe('rate of stochastic depth in the student’s last block'),
	momentum: z
		.number()
		.min(0)
		.max(1)
		.default(0.996)
		.describe('momentum of the teacher at the start; a cosine leads to 1'),
	teacherMoves: z
		.enum(['after-step', 'before-keys'])
		.default('after-step')
		.describe(
			'the teacher moves after a step by its momentum (DINO, SiT), or before the next one by that one’s (MoCo v3)',
		),
});

/** Parsed `optimiserOptions`: schedules, clipping, stochastic depth and the teacher’s momentum. */
export type Optimisation = z.output<typeof optimiserOptions>;

/** Length of a run. */
export interface TrainingLength {
	readonly steps: number;
	/** Steps of an epoch, photos ÷ batch size: possibly a fraction, since batches continue across epochs. */
	readonly stepsPerEpoch: number;
	readonly batchSize: number;
}

/** Rates of one step. */
export interface StepRates {
	readonly learningRate: number;
	readonly weightDecay: number;
	readonly momentum: number;
}

/**
 * Returns the number of steps of a run.
 *
 * @throws {RangeError} when all epochs together do not fill one batch
 */
export function trainingLength(
	{ steps, epochs, batchSize }: { steps?: number | undefined; epochs: number; batchSize: number },
	photos: number,
): TrainingLength {
	const stepsPerEpoch = photos / batchSize;
	const length = steps ?? Math.floor(epochs * stepsPerEpoch);
	if (length < 1) {
		throw new RangeError(
			`${epochs} epochs of ${photos} photos do not fill one batch of ${batchSize}: lower \`batchSize\` or raise \`epochs\``,
		);
	}

	return { steps: length, stepsPerEpoch, batchSize };
}

/** Steps of a warm-up. */
export interface WarmUp {
	/** Steps in which the learning rate rises: those asked for, or a tenth of a run that would end before its peak. */
	readonly steps: number;
	/** Steps that the options ask for. */
	readonly wanted: number;
}

/** Returns the warm-up of a run, shortened to a tenth where the learning rate would never reach its peak. */
export function warmUpOf(
	{ steps, stepsPerEpoch }: TrainingLength,
	{ warmUpSteps, warmUpEpochs }: Pick<Optimisation, 'warmUpSteps' | 'warmUpEpochs'>,
): WarmUp {
	const wanted = warmUpSteps ?? warmUpEpochs * stepsPerEpoch;
	return { steps: wanted < steps ? Math.round(wanted) : Math.floor(steps / 10), wanted: Math.round(wanted) };
}

/** Returns learning rate, weight decay and momentum at a step, counted from 0. */
export function ratesAt(step: number, length: TrainingLength, options: Optimisation): StepRates {
	const { steps, batchSize } = length;
	return {
		learningRate: schedules.learningRate(step, {
			base: schedules.scaleByBatch(options.learningRate, batchSize, options.scaling),
			min: options.minLearningRate,
			warmUp: warmUpOf(length, options).steps,
			steps,
		}),
		weightDecay: schedules.weightDecay(step, steps, options.weightDecay, options.weightDecayEnd),
		// The update of the teacher before the next step sees the same student as the one after this step.
		momentum: schedules.momentum(
			options.teacherMoves === 'before-keys' ? step + 1 : step,
			steps,
			options.momentum,
		),
	};
}
