import { z } from 'zod';
import type { ScoredObject, ThresholdedObject } from '../../src/eval/items.js';
import { thresholdObject } from '../../src/eval/segment/measure.js';
import { map, type Stage } from '../../src/flow/stage.js';

/**
 * Options of the thresholds: a fixed one to report at, and whether only the prompt’s component is foreground.
 */
export const thresholdOptions = z.strictObject({
	from: z
		.union([z.number(), z.string()])
		.optional()
		.describe('a run whose threshold to use, or a value; default: the set’s own best'),
	component: z.boolean().default(false).describe('keep only the connected component of the prompt'),
});

/** Parsed `thresholdOptions`. */
export type ThresholdOptions = z.infer<typeof thresholdOptions>;

/**
 * Resizes each map to the photo's size and compares it with all fixed thresholds, Otsu's, and every value of its own.
 */
export function threshold({
	component,
}: Pick<ThresholdOptions, 'component'>): Stage<ScoredObject, ThresholdedObject> {
	return map('threshold', (item) => thresholdObject(item, component), {
		types: 'ScoredObject → ThresholdedObject',
	});
}
