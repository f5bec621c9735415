import type { PromptedPhoto, ScoreMap } from '../items.js';
import { upsample } from './bilinear.js';
import { connectedMap } from './component.js';
import { otsuThreshold } from './otsu.js';

/** A map brought to its photo's size and cut in two. */
export interface CutMap {
	/** Height × width of the photo. */
	readonly scores: Float64Array;
	/** Pixels are foreground from this score on. */
	readonly threshold: number;
	/** Height × width, 1 = foreground. */
	readonly mask: Uint8Array;
}

/** A prompted photo with the similarity of everything to its prompt. */
export interface ScoredPhoto extends PromptedPhoto {
	readonly map: ScoreMap;
}

/** What a prompt finds in a photo. */
export type SegmentedPhoto = ScoredPhoto & CutMap;

/**
 * Brings a map to its photo's size and cuts it: what `thresholdObject` does where nothing is annotated.
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
