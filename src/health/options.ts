import { z } from 'zod';
import type { TrainingLength } from '../nn/optimiser/optimisation.js';
import { verdicts } from './verdict.js';

/** Options of the probes of a training. */
export const healthOptions = z.strictObject({
	photos: z
		.int()
		.min(0)
		.default(64)
		.describe('photos held out from training for probes, at most a tenth of all; 0 switches probes off'),
	everySteps: z
		.int()
		.positive()
		.optional()
		.describe('steps between two probes; default: so that they take about 1% of the time'),
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

/** Returns `true` if a run stops on a verdict. A collapsed training counts as collapsing too. */
export function isToStop(verdict: string, stopOn: StopOn): boolean {
	const named: readonly string[] = [stopOn ?? []].flat();
	return named.includes(verdict) || (verdict === 'collapsed' && named.includes('collapsing'));
}

/** Forward passes of one view in a step: the teacher's of two views, the student's, and its backward pass. */
const passesOfPhoto = 2 * (1 + 1 + 2);

/**
 * Share of the probes between the first and the last in a training's forward passes. Other work makes a probe a third
 * longer than its passes (docs/health.md).
 */
const share = 0.01;

/**
 * Returns the steps between two probes, each a forward pass of both networks for each photo. It depends on the
 * options alone, not on a clock, so that a resumed run probes the same steps. By default the last step's probe does
 * not follow soon after another one.
 */
export function stepsBetweenProbes(
	{ everySteps }: HealthOptions,
	photos: number,
	{ steps, batchSize }: TrainingLength,
): number {
	if (everySteps !== undefined) return everySteps;
	const stepsOfLook = (2 * photos) / (passesOfPhoto * batchSize);
	const least = Math.max(25, Math.ceil(stepsOfLook / share), Math.ceil(steps / 200));
	return Math.ceil(steps / Math.max(1, Math.floor(steps / least)));
}
