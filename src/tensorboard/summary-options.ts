import { z } from 'zod';

/** Options of the histograms and pictures for TensorBoard. */
export const summaryOptions = z.strictObject({
	everySteps: z
		.int()
		.positive()
		.optional()
		.describe(
			'steps between two of histograms and pictures; when absent a fiftieth of the run, at least 20, and as rarely as it takes to spend 1% of the time on them',
		),
	photos: z.int().min(0).max(16).default(4).describe('photos that pictures are drawn of; 0 draws none'),
});

/** Parsed `summaryOptions`. */
export type SummaryOptions = z.output<typeof summaryOptions>;
