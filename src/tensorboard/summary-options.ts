import { z } from 'zod';

/** Options of the histograms and pictures for TensorBoard. */
export const summaryOptions = z.strictObject({
	everySteps: z
		.int()
		.positive()
		.optional()
		.describe(
			'steps between two sets of histograms and pictures; default: a fiftieth of the run, at least 20, and at most 1% of the time',
		),
	photos: z.int().min(0).max(16).default(4).describe('photos to draw; 0 draws none'),
});

/** Parsed `summaryOptions`. */
export type SummaryOptions = z.output<typeof summaryOptions>;
