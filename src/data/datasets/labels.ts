import type { ObjectMask } from '../annotations.js';
import { MaskDrawing } from './mask-drawing.js';

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
	const areas = countLabels(labels);
	const present = [...areas.keys()].sort((a, b) => a - b);
	const withRole = (role: LabelRole) => present.filter((label) => roleOf(label) === role);
	const drawing = new MaskDrawing();
	const objects = withRole('object').map((label) =>
		drawing.object(String(label), classOf(label), areas.get(label)!, () => maskOfLabels(labels, [label])),
	);
	const ignored = withRole('ignored');

	return ignored.length > 0 ? { objects, ignored: maskOfLabels(labels, ignored) } : { objects };
}

function countLabels(labels: LabelMap): Map<number, number> {
	const counts = new Map<number, number>();

	for (let start = 0, i = 1; i <= labels.length; i++) {
		if (i < labels.length && labels[i] === labels[start]) continue;
		counts.set(labels[start]!, (counts.get(labels[start]!) ?? 0) + i - start);
		start = i;
	}

	return counts;
}

function maskOfLabels(labels: LabelMap, wanted: readonly number[]): Uint8Array {
	const mask = new Uint8Array(labels.length);

	for (const label of wanted) {
		for (let i = 0; i < labels.length; i++) if (labels[i] === label) mask[i] = 1;
	}

	return mask;
}
