import type { Photo } from './items.js';

/** One object of a photo. */
export interface ObjectMask {
	/** Unique within its photo; for COCO the annotation's id. */
	readonly id: string;
	/** The category's name, such as `dog`. */
	readonly class: string;
	/** Height × width of the photo, row-major, 1 = object, 0 = not. Objects may overlap. */
	readonly mask: Uint8Array;
	/** Number of pixels of `mask` that are 1. */
	readonly area: number;
}

/** A photo with the objects to segment. Every data set is read into this form. */
export interface AnnotatedPhoto extends Photo {
	/** Place in the data set, from 0; the same in every shard. */
	readonly position: number;
	/** Name of the photo in results, such as `000000000009.jpg`. */
	readonly name: string;
	/** Objects to evaluate; crowd regions are not among them. */
	readonly objects: readonly ObjectMask[];
	/** Height × width, 1 = ignored (void labels, crowd regions); absent where no pixel is. */
	readonly ignored?: Uint8Array;
}

/** Place of a frame in a video. */
export interface FramePlace {
	readonly sequence: string;
	/** Place in the sequence, from 0. */
	readonly index: number;
	/** Number of frames in the sequence. */
	readonly count: number;
}

/** An annotated photo with its place in a video. */
export interface AnnotatedFrame extends AnnotatedPhoto, FramePlace {}
