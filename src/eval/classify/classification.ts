/** Items of `classify`: vectors of whole photos of known class. */
import type { Image } from '../../data/items.js';
import type { LabelledFile } from '../../data/listing/class-folders.js';

/** A decoded photo with its class. */
export interface LabelledPhoto extends LabelledFile {
	readonly image: Image;
}

/** The class token of a photo, with its class. */
export interface LabelledVector extends LabelledFile {
	/** The class token, of any length. */
	readonly vector: Float32Array;
}

/** Vectors of many photos, with their labels. */
export interface LabelledVectors {
	readonly paths: readonly string[];
	/** Indices of `classes`. */
	readonly labels: Int32Array;
	readonly dimensions: number;
	/** Photos × dimensions. */
	readonly values: Float32Array;
}

/** Labelled vectors to train on, and others to classify. */
export interface ClassificationTask {
	/** Names of the classes, in code-unit order. */
	readonly classes: readonly string[];
	readonly train: LabelledVectors;
	readonly test: LabelledVectors;
}

/** A classification task with the classifiers' results. */
export interface Classification extends ClassificationTask {
	/** Index of the predicted class of each test photo, by the classifier's name. */
	readonly predictions: Readonly<Record<string, Int32Array>>;
	/** Values that the classifiers chose themselves. */
	readonly chosen: Readonly<Record<string, number>>;
}

/** Joins vectors, in their order. */
export function joinSets(items: readonly LabelledVector[]): ClassificationTask {
	const classes = [...new Set(items.map(({ label }) => label))].sort();
	const of = (role: LabelledFile['role']) =>
		joinVectors(
			items.filter((item) => item.role === role),
			classes,
		);
	return { classes, train: of('train'), test: of('test') };
}

function joinVectors(items: readonly LabelledVector[], classes: readonly string[]): LabelledVectors {
	const dimensions = items[0]?.vector.length ?? 0;
	const values = new Float32Array(items.length * dimensions);
	for (const [i, { vector }] of items.entries()) values.set(vector, i * dimensions);
	const index = new Map(classes.map((name, i) => [name, i]));
	return {
		paths: items.map(({ path }) => path),
		labels: Int32Array.from(items, ({ label }) => index.get(label)!),
		dimensions,
		values,
	};
}

/** Index of the greatest value, the first of several. */
export function argmax(values: ArrayLike<number>): number {
	let best = 0;
	for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
	return best;
}
