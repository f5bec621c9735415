import type { Photo } from './items.js';

/** One object of a photo. */
export interface ObjectMask {
	/** Unique within its photo; for COCO the annotation's id. */
	readonly id: string;
	/** The category's name, such as `dog`. */
	readonly class: string;
	/** Height × width of the photo, row-major, 1 = object, 0 = not. Objects may overlap. */
	readonly mask: Uint8Array;
	/** Pixels of `mask` that are 1. */
	readonly area: number;
}

/** A photo with the objects to be segmented: what every data set is read into. */
export interface AnnotatedPhoto extends Photo {
	/** Place in the data set, from 0, the same whatever shard reads it. */
	readonly position: number;
	/** How results name the photo, such as `000000000009.jpg`. */
	readonly name: string;
	/** Objects to evaluate; crowd regions are not among them. */
	readonly objects: readonly ObjectMask[];
	/** Height × width, 1 = ignored (void labels, crowd regions); absent where no pixel is. */
	readonly ignored?: Uint8Array;
}

/** Which frame of which video. */
export interface FramePlace {
	readonly sequence: string;
	/** From 0. */
	readonly index: number;
	/** Frames of the sequence. */
	readonly count: number;
}

/** An annotated photo with its place in a video. */
export interface AnnotatedFrame extends AnnotatedPhoto, FramePlace {}
