import type { ObjectMask } from '../annotations.js';
import type { ImageFile, Photo } from '../items.js';

/** The objects of one photo, decoded. */
export interface Annotation {
	readonly width: number;
	readonly height: number;
	readonly objects: readonly ObjectMask[];
	/** Height × width, 1 = ignored; absent where no pixel is. */
	readonly ignored?: Uint8Array;
	/** File of the masks, for errors. */
	readonly source: string;
}

/** Size that annotations give for a photo, and their file. */
export type ClaimedSize = Pick<Annotation, 'width' | 'height' | 'source'>;

/** A photo of a data set whose masks are still on disk or in run lengths: small, so that a list of all can be held. */
export interface AnnotationRecord extends ImageFile {
	/** Place in the data set, from 0. */
	readonly position: number;
	/** Name of the photo in results. */
	readonly name: string;
	/** Size that the annotations give before masks are made: it is held against the photo's own first. */
	readonly claimed?: ClaimedSize;
	/**
	 * Decodes the masks.
	 *
	 * @throws {Error} naming the file and the remedy, when a mask is missing or damaged
	 */
	readonly readAnnotation: () => Promise<Annotation>;
}

/** A record with its decoded photo. */
export type RecordedPhoto = AnnotationRecord & Photo;

/** An opened data set: its photos in a fixed order, each with the annotation still on disk. */
export interface Dataset {
	/** The kind and split, such as `coco val2017`. */
	readonly name: string;
	/** Split; empty for a data set without splits. */
	readonly split: string;
	readonly records: readonly AnnotationRecord[];
}

/** Countable things (dog, car), or stuff without a shape of its own (sky, grass). */
export type Regions = 'things' | 'stuff';

/** Returns an object from its row-major mask of 0 and 1. */
export function objectOfMask(id: string, className: string, mask: Uint8Array): ObjectMask {
	let area = 0;
	for (let i = 0; i < mask.length; i++) area += mask[i]!;

	return { id, class: className, mask, area };
}

/** Records in order, numbered. */
export function numberRecords<Numbered extends Omit<AnnotationRecord, 'position' | 'epoch'>>(
	photos: Iterable<Numbered>,
): (Numbered & Pick<AnnotationRecord, 'position' | 'epoch'>)[] {
	return Array.from(photos, (photo, position) => ({ ...photo, position, epoch: 0 }));
}
