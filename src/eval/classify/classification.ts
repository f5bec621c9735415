/** What flows through `classify`: vectors of whole photos, of known class. */
import type { Image } from '../../data/items.js';
import type { LabelledFile } from '../../data/listing/class-folders.js';

/** A decoded photo whose class is known. */
export interface LabelledPhoto extends LabelledFile {
	readonly image: Image;
}

/** The class token of a photo whose class is known. */
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

/** Labelled vectors to learn from, and others to be classified. */
export interface ClassificationTask {
	/** In code-unit order. */
	readonly classes: readonly string[];
	readonly train: LabelledVectors;
	readonly test: LabelledVectors;
}

/** The same with what classifiers made of it. */
export interface Classification extends ClassificationTask {
	/** Of each classifier, by name, the index of the class it gives each test photo. */
	readonly predictions: Readonly<Record<string, Int32Array>>;
	/** Values that classifiers chose for themselves. */
	readonly chosen: Readonly<Record<string, number>>;
}

/** Brings vectors together, in their order. */
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

/** The index of the greatest value, the first of several. */
export function argmax(values: ArrayLike<number>): number {
	let best = 0;
	for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
	return best;
}
