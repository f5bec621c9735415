import type { AnnotatedPhoto } from '../../data/annotations.js';
import type { Box, Grid } from '../../data/geometry.js';

/** One vector of any length for each patch. */
export interface PatchVectors extends Grid {
	readonly dimensions: number;
	/** Rows × columns × dimensions, row-major. */
	readonly values: Float32Array | Float64Array;
}

/** A photo's patches at its own size; the last ones may reach beyond its edge. */
export interface EncodedPhoto extends AnnotatedPhoto {
	readonly vectors: PatchVectors;
	/** Side of a patch in px of the photo. */
	readonly patch: number;
}

/** A photo with the found box. */
export interface DiscoveredPhoto extends AnnotatedPhoto {
	readonly box: Box;
}

/** Measures of one found box. */
export interface DiscoveryRecord {
	readonly image: string;
	readonly box: Box;
	/** Greatest IoU of the box with an object's bounding box. */
	readonly iou: number;
	/** Greatest IoU of the whole photo with an object's bounding box. */
	readonly whole: number;
}

/** Object found by a method. */
export interface PatchCut {
	/** Patch that is most surely of the object. */
	readonly seed: number;
	/** Rows × columns, 1 = the object's side of the cut. */
	readonly foreground: Uint8Array;
}
