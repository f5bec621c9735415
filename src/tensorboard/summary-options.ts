import { z } from 'zod';

export const summaryOptions = z.strictObject({
	everySteps: z
		.int()
		.positive()
		.optional()
		.describe(
			'steps between two of histograms and pictures; a fiftieth of the run, at least 20, when absent',
		),
	photos: z.int().min(0).max(16).default(4).describe('photos that pictures are drawn of; 0 draws none'),
});

export type SummaryOptions = z.output<typeof summaryOptions>;

/** Whether histograms and pictures are made of this step, counted from 1: of the first, the last and some between. */
export function isDue(step: number, steps: number, { everySteps }: SummaryOptions): boolean {
	const every = everySteps ?? Math.max(20, Math.ceil(steps / 50));
	return step === 1 || step === steps || step % every === 0;
}
