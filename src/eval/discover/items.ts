import type { AnnotatedPhoto } from '../../data/annotations.js';
import type { Box, Grid } from '../../data/geometry.js';

/** One vector a patch, of any length. */
export interface PatchVectors extends Grid {
	readonly dimensions: number;
	/** Rows × columns × dimensions, row-major. */
	readonly values: Float32Array | Float64Array;
}

/** A photo's patches at the photo's own size; the last ones may reach beyond its edge. */
export interface EncodedPhoto extends AnnotatedPhoto {
	readonly vectors: PatchVectors;
	/** Side of a patch in px of the photo. */
	readonly patch: number;
}

/** A photo with the box in which an object was found. */
export interface DiscoveredPhoto extends AnnotatedPhoto {
	readonly box: Box;
}

/** The measure of one found box. */
export interface DiscoveryRecord {
	readonly image: string;
	readonly box: Box;
	/** The greatest IoU of the box with an object's bounding box. */
	readonly iou: number;
	/** The same of the whole photo as a box. */
	readonly whole: number;
}

/** What a method takes for the object. */
export interface PatchCut {
	/** The patch it is surest of. */
	readonly seed: number;
	/** Rows × columns, 1 = the object's side of the cut. */
	readonly foreground: Uint8Array;
}
