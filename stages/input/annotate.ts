import type { AnnotatedPhoto } from '../../src/data/annotations.js';
import { annotatePhoto } from '../../src/data/datasets/annotate.js';
import type { RecordedPhoto } from '../../src/data/datasets/record.js';
import { map, type Stage } from '../../src/flow/stage.js';

/**
 * Decodes the masks of a photo of a data set.
 *
 * @throws {RangeError} when the masks are not of the photo's size
 */
export const annotate: Stage<RecordedPhoto, AnnotatedPhoto> = map('annotate', annotatePhoto, {
	types: 'RecordedPhoto → AnnotatedPhoto',
});
