/** Items of `track`: the frames of videos, in order. */

import type { AnnotatedFrame, FramePlace } from '../../data/annotations.js';
import type { EmbeddedPhoto } from '../items.js';
import { boundaryF } from '../map/boundary.js';
import { countPixels, iou } from '../map/metrics.js';

/** An embedded photo with its place in a video. */
export interface EmbeddedFrame extends EmbeddedPhoto, FramePlace {}

/** A frame after the first, with the propagated labels. */
export interface TrackedFrame extends AnnotatedFrame {
	/** Ids of the objects of the sequence's first frame. */
	readonly tracked: readonly string[];
	/** Height × width, row-major: 0 = background, k = the k-th of `tracked`. */
	readonly labels: Uint8Array;
}

/** Measures of one object in one frame. */
export interface TrackRecord {
	readonly sequence: string;
	readonly frame: string;
	readonly object: string;
	/** Region similarity J: intersection over union, 1 where both masks are empty. */
	readonly j: number;
	/** Contour accuracy F. */
	readonly f: number;
}

/**
 * Measures J and F of each tracked object, as in davis2017-evaluation: an object that has left has an empty mask, and
 * objects that come later are background.
 */
export function measureTracks({ labels, tracked, ...frame }: TrackedFrame): TrackRecord[] {
	return tracked.map((object, k) => {
		const prediction = labels.map((label) => Number(label === k + 1));
		const target = frame.objects.find(({ id }) => id === object)?.mask ?? new Uint8Array(labels.length);
		return {
			sequence: frame.sequence,
			frame: frame.name,
			object,
			j: iou(countPixels(prediction, target)),
			f: boundaryF(prediction, target, frame.image),
		};
	});
}
