import { findImages } from '../../src/data/listing/find.js';
import { holdOut } from '../../src/health/hold-out.js';
import { trainingLength } from '../../src/nn/optimiser/optimisation.js';
import { describeLength, describePhotos, requireBatch } from './found.js';
import type { PretrainOptions } from './options.js';

/**
 * Lists the photos of a training without a run, and describes them and its length. Near duplicates are not looked for,
 * which takes as long as decoding all.
 */
export async function surveyPhotos(
	options: PretrainOptions,
	{ seed, signal }: { readonly seed: number; readonly signal: AbortSignal },
): Promise<readonly string[]> {
	const { data, health, batchSize } = options;
	const parted = holdOut(await findImages(data.files, { signal }), health.photos, seed);
	const found = describePhotos(data.files, parted, 0);
	requireBatch(found, parted.trained.length, batchSize);
	return [found, ...describeLength(trainingLength(options, parted.trained.length), options)];
}
