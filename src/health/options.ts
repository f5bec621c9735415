import { z } from 'zod';
import type { TrainingLength } from '../nn/optimiser/optimisation.js';
import { verdicts } from './verdict.js';

/** How a training is watched. */
export const healthOptions = z.strictObject({
	photos: z
		.int()
		.min(0)
		.default(64)
		.describe('held aside from training to look at, a tenth of all at most; 0 looks at none'),
	everySteps: z
		.int()
		.positive()
		.optional()
		.describe('steps between two looks; by itself so many that they take about 1% of the time'),
});

/** Parsed `healthOptions`. */
export type HealthOptions = z.output<typeof healthOptions>;

const named = z.enum(verdicts.slice(1) as ['collapsing', 'collapsed', 'diverging']);

/** The verdicts that end a run. */
export const stopOnOption = z
	.union([named, z.array(named).nonempty()])
	.optional()
	.describe(
		'verdicts that end the run, in order, with exit code 2: collapsing (collapsed too), collapsed, diverging',
	);

/** Verdicts that end a run; none when undefined. */
export type StopOn = z.output<typeof stopOnOption>;

/** Whether a verdict is one to stop on. What has collapsed was collapsing before. */
export function isToStop(verdict: string, stopOn: StopOn): boolean {
	const named: readonly string[] = [stopOn ?? []].flat();
	return named.includes(verdict) || (verdict === 'collapsed' && named.includes('collapsing'));
}

/** Forward passes of one view that a step takes: the teacher's of two views, the student's, and its backward pass. */
const passesOfPhoto = 2 * (1 + 1 + 2);

/**
 * Of a training's forward passes, those of its looks between the first and the last. What else a look does makes it a
 * third longer than its passes (docs/health.md).
 */
const share = 0.01;

/**
 * Steps between two looks, each of which takes a forward pass of both networks of each photo. It follows from the
 * options alone, not from a clock, so that runs that are resumed look at the same steps. By itself it is such that the
 * last step's look is not made soon after another one.
 */
export function stepsBetweenLooks(
	{ everySteps }: HealthOptions,
	photos: number,
	{ steps, batchSize }: TrainingLength,
): number {
	if (everySteps !== undefined) return everySteps;
	const stepsOfLook = (2 * photos) / (passesOfPhoto * batchSize);
	const least = Math.max(25, Math.ceil(stepsOfLook / share), Math.ceil(steps / 200));
	return Math.ceil(steps / Math.max(1, Math.floor(steps / least)));
}
