import type { AnnotatedFrame } from '../../src/data/annotations.js';
import { annotatePhoto } from '../../src/data/datasets/annotate.js';
import type { RecordedFrame } from '../../src/data/datasets/frames.js';
import { map, type Stage } from '../../src/flow/stage.js';

/**
 * Decodes the masks of a frame of a video.
 *
 * @throws {RangeError} when the masks are not of the frame's size
 */
export const annotateFrame: Stage<RecordedFrame, AnnotatedFrame> = map('annotate-frame', annotatePhoto, {
	types: 'RecordedFrame → AnnotatedFrame',
});
