import type { Photo } from '../data/items.js';
import type { Counts } from './map/metrics.js';
import type { Prompt } from './map/prompts.js';
import type { Ranking } from './map/ranking.js';

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

/** Patches laid over a whole photo; each covers `width / columns` by `height / rows` of its pixels. */
export interface Grid {
	readonly rows: number;
	readonly columns: number;
}

/** One feature vector a patch. */
export interface FeatureGrid extends Grid {
	readonly dimensions: number;
	/** Rows × columns × dimensions, row-major; each vector of unit length. */
	readonly values: Float64Array;
}

export interface EmbeddedPhoto extends AnnotatedPhoto {
	readonly features: FeatureGrid;
}

/** A score for every patch, or for every pixel where `rows` × `columns` is the photo's own size. */
export interface ScoreMap extends Grid {
	/** Rows × columns, row-major. */
	readonly values: Float64Array;
}

/** A photo and where a user points in it. */
export interface PromptedPhoto {
	readonly photo: EmbeddedPhoto;
	readonly prompt: Prompt;
}

/** One object of a photo with one prompt for it. */
export interface PromptedObject extends PromptedPhoto {
	readonly object: ObjectMask;
	/** 1 / the object's number of prompts, so that every object counts the same. */
	readonly weight: number;
}

export interface ScoredObject extends PromptedObject {
	readonly map: ScoreMap;
}

/** What every threshold makes of an object's map, at the photo's size. */
export interface ThresholdedObject extends PromptedObject {
	/** Height × width: 0 outside the object, 1 object, 2 ignored. */
	readonly labels: Uint8Array;
	/** Height × width: how many of the fixed thresholds a pixel reaches; 0 where ignored. */
	readonly levels: Uint8Array;
	/** One a fixed threshold. */
	readonly counts: readonly Counts[];
	readonly otsu: Counts;
	readonly ranking: Ranking;
}
