import type { EmbeddedPhoto } from '../../src/eval/items.js';
import { comparePatches, type SimilarityRecord } from '../../src/eval/pairs/intra-inter.js';
import { type Stage, stage } from '../../src/flow/stage.js';

/** Compares the patches of each object with one another and with those outside. */
export const patchSimilarity: Stage<EmbeddedPhoto, SimilarityRecord> = stage(
	'patch-similarity',
	() => ({ process: comparePatches }),
	{ types: 'EmbeddedPhoto → SimilarityRecord' },
);
