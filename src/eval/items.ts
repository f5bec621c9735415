import type { AnnotatedPhoto, ObjectMask } from '../data/annotations.js';
import type { Grid, Point } from '../data/geometry.js';

/** One feature vector a patch. */
export interface FeatureGrid extends Grid {
	readonly dimensions: number;
	/** Rows × columns × dimensions, row-major; each vector of unit length. */
	readonly values: Float64Array;
}

/** An annotated photo with the features of its patches. */
export interface EmbeddedPhoto extends AnnotatedPhoto {
	readonly features: FeatureGrid;
}

/** A score for every patch, or for every pixel where `rows` × `columns` is the photo's own size. */
export interface ScoreMap extends Grid {
	/** Rows × columns, row-major. */
	readonly values: Float64Array;
	/** Scores of the photo's patches, row-major, if the map itself is finer than they are. */
	readonly patches?: Float64Array;
}

/** A prompt: the points of a user, and the patches whose mean feature is the query. */
export interface Prompt {
	readonly points: readonly Point[];
	/** Row-major indices, at least one. */
	readonly patches: readonly number[];
}

/** A photo with a prompt. */
export interface PromptedPhoto {
	readonly photo: EmbeddedPhoto;
	readonly prompt: Prompt;
}

/** One object of a photo, with one prompt for it. */
export interface PromptedObject extends PromptedPhoto {
	readonly object: ObjectMask;
	/** 1 / the object's number of prompts, so that every object counts the same. */
	readonly weight: number;
}

/** A prompted object with the similarity map of its prompt. */
export interface ScoredObject extends PromptedObject {
	readonly map: ScoreMap;
}

/** Numbers of pixels that are not ignored: predicted ones, target ones, and those that are both (`hits`). */
export interface Counts {
	readonly hits: number;
	readonly predicted: number;
	readonly target: number;
}

/** Figures of a map over all thresholds. */
export interface Ranking {
	/** Greatest IoU over all thresholds that equal a value of the map. */
	readonly oracle: number;
	/** Σ(Rₙ − Rₙ₋₁)Pₙ over the distinct values in descending order, as scikit-learn's `average_precision_score`. */
	readonly averagePrecision: number;
	/** Probability that an object's pixel has a greater value than another one, ties counting half. */
	readonly auroc: number;
}

/** Figures of the patches of a map, each compared only with patches at the same distance from the prompt. */
export interface DistanceRanking {
	/**
	 * Probability that an object's patch has a greater score than a background patch equally far from the prompt, ties
	 * counting half; NaN if there is no such pair.
	 */
	readonly auroc: number;
	/**
	 * Mean over distances of the average precision of the patches at that distance, weighted by its pairs of an object's
	 * patch and a background patch and averaged over the orders of ties; NaN if there is no pair.
	 */
	readonly averagePrecision: number;
}

/** An object at every threshold, at the photo's size. */
export interface ThresholdedObject extends PromptedObject {
	/** Height × width: 0 outside the object, 1 object, 2 ignored. */
	readonly labels: Uint8Array;
	/** Number of fixed thresholds that each pixel reaches, height × width; 0 where ignored. */
	readonly levels: Uint8Array;
	/** Counts at each fixed threshold. */
	readonly counts: readonly Counts[];
	readonly otsu: Counts;
	readonly ranking: Ranking;
	readonly atDistance: DistanceRanking;
}
