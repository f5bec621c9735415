import {
	type Classification,
	joinSets,
	type LabelledVector,
} from '../../src/eval/classify/classification.js';
import { type Stage, stage } from '../../src/flow/stage.js';

/** Gathers the vectors of all photos: 1.5 kB each for 384 numbers. */
export const gatherVectors: Stage<LabelledVector, Classification> = stage(
	'gather-vectors',
	() => {
		const items: LabelledVector[] = [];
		return {
			process(item) {
				items.push(item);
				return [];
			},
			flush: () => [{ ...joinSets(items), predictions: {}, chosen: {} }],
		};
	},
	{ types: 'LabelledVector → Classification', buffers: true },
);
