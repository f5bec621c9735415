import type { PromptedPhoto, ScoreMap } from '../items.js';
import { upsample } from './bilinear.js';
import { connectedMap } from './component.js';
import { otsuThreshold } from './otsu.js';

/** A map at its photo's size, and its foreground. */
export interface CutMap {
	/** Height × width of the photo. */
	readonly scores: Float64Array;
	/** Score from which pixels are foreground. */
	readonly threshold: number;
	/** Height × width, 1 = foreground. */
	readonly mask: Uint8Array;
}

/** A prompted photo with the similarity map of its prompt. */
export interface ScoredPhoto extends PromptedPhoto {
	readonly map: ScoreMap;
}

/** A photo segmented by a prompt. */
export type SegmentedPhoto = ScoredPhoto & CutMap;

/**
 * Resizes a map to its photo's size and thresholds it, like `thresholdObject` without an annotation.
 *
 * @param threshold a fixed one; Otsu's when absent
 * @param keepComponent whether only the connected components that hold a prompt's point are foreground
 */
export function segmentPhoto(
	{ map, photo, prompt }: ScoredPhoto,
	threshold: number | undefined,
	keepComponent = false,
): CutMap {
	const scores = upsample(map, photo.image);
	const chosen = threshold ?? otsuThreshold(scores);
	const foreground = keepComponent ? connectedMap(scores, prompt.points, photo.image) : scores;
	const mask = Uint8Array.from(foreground, (score) => Number(score >= chosen));
	return { scores, threshold: chosen, mask };
}
