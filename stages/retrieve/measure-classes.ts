import {
	measureRetrieval,
	type RetrievalRecord,
	type RetrievedPhoto,
} from '../../src/eval/retrieve/retrieval.js';
import { map, type Stage } from '../../src/flow/stage.js';

/** Predicts the class with the greatest share at each pixel, and counts the correct ones. */
export const measureClasses: Stage<RetrievedPhoto, RetrievalRecord> = map(
	'measure-classes',
	measureRetrieval,
	{ types: 'RetrievedPhoto → RetrievalRecord' },
);
