import type { ObjectMask } from '../../eval/items.js';
import type { PngSamples } from '../label-png.js';
import { objectOfMask } from './record.js';

/** What the pixels of one number are. */
export type LabelRole = 'object' | 'background' | 'ignored';

export interface LabelledObjects {
	readonly objects: readonly ObjectMask[];
	readonly ignored?: Uint8Array;
}

/**
 * Takes a map of one number a pixel apart: one object a number, in the order of the numbers, which become
 * their ids.
 *
 * @param roleOf what pixels of a number are
 * @param classOf the class of a number's object
 */
export function objectsOfLabels(
	{ samples }: PngSamples,
	roleOf: (label: number) => LabelRole,
	classOf: (label: number) => string,
): LabelledObjects {
	const present = [...new Set(samples)].sort((a, b) => a - b);
	const withRole = (role: LabelRole) => present.filter((label) => roleOf(label) === role);
	const objects = withRole('object').map((label) =>
		objectOfMask(String(label), classOf(label), maskOfLabels(samples, [label])),
	);
	const ignored = withRole('ignored');

	return ignored.length > 0 ? { objects, ignored: maskOfLabels(samples, ignored) } : { objects };
}

function maskOfLabels(samples: Uint8Array, labels: readonly number[]): Uint8Array {
	const inside = new Uint8Array(256);
	for (const label of labels) inside[label] = 1;

	return samples.map((sample) => inside[sample]!);
}
