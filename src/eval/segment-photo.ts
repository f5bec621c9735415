import { upsample } from './bilinear.js';
import { connectedMap } from './component.js';
import type { PromptedPhoto, ScoreMap } from './items.js';
import { otsuThreshold } from './otsu.js';

/** What a prompt finds in a photo. */
export interface SegmentedPhoto extends PromptedPhoto {
	/** Height × width of the photo. */
	readonly scores: Float64Array;
	/** Pixels are foreground from this score on. */
	readonly threshold: number;
	/** Height × width, 1 = foreground. */
	readonly mask: Uint8Array;
}

/**
 * Brings a map to its photo's size and cuts it: what `thresholdObject` does where nothing is annotated.
 *
 * @param threshold a fixed one; Otsu's when absent
 * @param keepComponent whether only the connected components that hold a prompt's point are foreground
 */
export function segmentPhoto(
	{ map, ...prompted }: PromptedPhoto & { readonly map: ScoreMap },
	threshold: number | undefined,
	keepComponent = false,
): SegmentedPhoto {
	const { photo, prompt } = prompted;
	const scores = upsample(map, photo.image);
	const chosen = threshold ?? otsuThreshold(scores);
	const foreground = keepComponent ? connectedMap(scores, prompt.points, photo.image) : scores;
	const mask = Uint8Array.from(foreground, (score) => Number(score >= chosen));
	return { ...prompted, scores, threshold: chosen, mask };
}
