import { z } from 'zod';
import { type CutMap, type ScoredPhoto, segmentPhoto } from '../../src/eval/map/segment-photo.js';
import type { Resource } from '../../src/flow/resource.js';
import { map, type Stage } from '../../src/flow/stage.js';

/**
 * Options of cutting one similarity map: the threshold, and whether only the prompt’s component is foreground.
 */
export const cutMapOptions = z.strictObject({
	from: z
		.union([z.number(), z.string()])
		.default('otsu')
		.describe('`otsu`: chosen for the map; a value; or a run of `segment` whose threshold to use'),
	component: z.boolean().default(false).describe('keep only the connected component of the prompt'),
});

/** Parsed `cutMapOptions`. */
export type CutMapOptions = z.infer<typeof cutMapOptions>;

/**
 * Resizes each map to the photo's size and thresholds it.
 *
 * @param threshold undefined for Otsu's
 */
export function cutMap<Scored extends ScoredPhoto>(
	threshold: Resource<number | undefined>,
	{ component }: Pick<CutMapOptions, 'component'>,
): Stage<Scored, Scored & CutMap> {
	return map('cut-map', (item) => ({ ...item, ...segmentPhoto(item, threshold.value, component) }), {
		types: 'ScoredPhoto → SegmentedPhoto',
		uses: [threshold],
	});
}
