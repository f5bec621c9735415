import type { ObjectMask } from '../annotations.js';
import { objectOfMask } from './record.js';

/** One number a pixel, row-major. */
export type LabelMap = Uint8Array | Uint32Array;

/** Role of the pixels of one number. */
export type LabelRole = 'object' | 'background' | 'ignored';

export interface LabelledObjects {
	readonly objects: readonly ObjectMask[];
	/** Height × width, 1 = ignored; absent where no pixel is. */
	readonly ignored?: Uint8Array;
}

/**
 * Splits a map of one number a pixel into objects, one for each number, in the order of the numbers, which become
 * their ids.
 *
 * @param roleOf what pixels of a number are
 * @param classOf the class of a number's object
 */
export function objectsOfLabels(
	labels: LabelMap,
	roleOf: (label: number) => LabelRole,
	classOf: (label: number) => string,
): LabelledObjects {
	const present = [...new Set(labels)].sort((a, b) => a - b);
	const withRole = (role: LabelRole) => present.filter((label) => roleOf(label) === role);
	const objects = withRole('object').map((label) =>
		objectOfMask(String(label), classOf(label), maskOfLabels(labels, [label])),
	);
	const ignored = withRole('ignored');

	return ignored.length > 0 ? { objects, ignored: maskOfLabels(labels, ignored) } : { objects };
}

function maskOfLabels(labels: LabelMap, wanted: readonly number[]): Uint8Array {
	const mask = new Uint8Array(labels.length);

	for (const label of wanted) {
		for (let i = 0; i < labels.length; i++) if (labels[i] === label) mask[i] = 1;
	}

	return mask;
}
