/**
 * Schedules, as pure functions of `step`: the number of updates made before this one, from 0 to `steps` − 1. The
 * conventions are DINO's (`main_dino.py` and `utils.py` of facebookresearch/dino@7c446df), whose tables these
 * functions equal entry by entry. A step past the end holds the final value, so a run that exceeds its plan never
 * falls off a table.
 */

/** Cosine from `start` at step 0 towards `end`, which is reached at `steps`: one step after the last. */
export function cosine(start: number, end: number, step: number, steps: number): number {
	if (step >= steps) return end;
	return end + 0.5 * (start - end) * (1 + Math.cos((Math.PI * step) / steps));
}

/**
 * Linear from `start` at step 0 to `end` at step `steps` − 1, then constant; `end` throughout when `steps` is 0.
 *
 * @throws {RangeError} when `steps` is not whole: a value in between would lie outside of [start, end]
 */
export function linear(start: number, end: number, step: number, steps: number): number {
	if (!Number.isInteger(steps)) throw new RangeError(`A schedule of \`${steps}\` steps: give a whole number`);
	if (step >= steps) return end;
	return steps === 1 ? start : start + ((end - start) * step) / (steps - 1);
}

/** Dependence of the learning rate on the batch. */
export type BatchScaling = 'linear' | 'sqrt' | 'none';

/**
 * Returns the learning rate for a whole batch of `batch` photos: linear in it, given that for 256 (arXiv 1706.02677;
 * DINO, SiT, MoCo v3), with its square root, given that for 1024 (DINOv2, arXiv 2304.07193), or unscaled.
 */
export function scaleByBatch(rate: number, batch: number, scaling: BatchScaling = 'linear'): number {
	return rate * { linear: batch / 256, sqrt: Math.sqrt(batch / 1024), none: 1 }[scaling];
}

export interface LearningRateSchedule {
	/** The highest rate, already scaled by the batch. */
	readonly base: number;
	/** The rate that the cosine falls towards. */
	readonly min: number;
	/** Steps of linear warm-up. The first has rate 0, the last `base` (if there are at least two). */
	readonly warmUp: number;
	readonly steps: number;
}

/** Linear warm-up from 0 to `base`, then a cosine towards `min`, whose first step has `base` once more. */
export function learningRate(step: number, { base, min, warmUp, steps }: LearningRateSchedule): number {
	return step < warmUp ? linear(0, base, step, warmUp) : cosine(base, min, step - warmUp, steps - warmUp);
}

/** Weight decay: a cosine without warm-up, to a higher value late in training (`.04` to `.4` in DINO). */
export function weightDecay(step: number, steps: number, start = 0.04, end = 0.4): number {
	return cosine(start, end, step, steps);
}

/** Momentum of the teacher at this step: a cosine from `start` to 1. */
export function momentum(step: number, steps: number, start = 0.996): number {
	return cosine(start, 1, step, steps);
}

export interface TeacherTemperatureSchedule {
	readonly start: number;
	readonly end: number;
	/** Epochs of linear warm-up; the last of them has `end` already. */
	readonly warmUpEpochs: number;
	readonly stepsPerEpoch: number;
}

/** The teacher's temperature: it changes once an epoch, linearly over the first epochs, then stays at `end`. */
export function teacherTemperature(
	step: number,
	{ start, end, warmUpEpochs, stepsPerEpoch }: TeacherTemperatureSchedule,
): number {
	return linear(start, end, Math.floor(step / stepsPerEpoch), warmUpEpochs);
}
