import { z } from 'zod';
import type { Dataset } from '../../src/data/datasets/record.js';
import type { EmbeddedPhoto } from '../../src/eval/items.js';
import { PatchMemory, samplePatches } from '../../src/eval/retrieve/patch-memory.js';
import type { RetrievedPhoto } from '../../src/eval/retrieve/retrieval.js';
import { semanticMap, sharesPerPatch } from '../../src/eval/retrieve/semantic-map.js';
import type { Resource } from '../../src/flow/resource.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import { openBackend } from '../../src/nn/backend/backend.js';

/** Options of dense retrieval: the size of the memory, the number of neighbours, and their temperature. */
export const retrievalOptions = z.strictObject({
	size: z
		.int()
		.min(1)
		.default(102_400)
		.describe(
			'greatest number of patches in the memory, equally many of each photo (open-hummingbird: 102,400 to 10,240,000)',
		),
	neighbours: z
		.int()
		.min(1)
		.default(30)
		.describe('nearest patches of the memory for one patch (Hummingbird, arXiv 2306.01667)'),
	temperature: z
		.number()
		.positive()
		.default(0.02)
		.describe('temperature of their weights softmax(cos / temperature) (Hummingbird, arXiv 2306.01667)'),
});

/**
 * Stores patches of the first photos with their classes in a memory, and lets them label those of all others.
 *
 * @param memory the photos that come first
 */
export function retrieveLabels(
	memory: Resource<Pick<Dataset, 'records'>>,
	{ size, ...rule }: z.output<typeof retrievalOptions>,
): Stage<EmbeddedPhoto, RetrievedPhoto> {
	return stage(
		'retrieve-labels',
		async () => {
			await openBackend();
			const patches = new PatchMemory();
			return {
				process({ features, ...photo }, { index, random }) {
					const known = memory.value.records.length;
					if (Number.parseInt(index, 10) >= known) {
						const { rows, columns } = features;
						return [{ ...photo, grid: { rows, columns }, maps: patches.retrieve(features, rule) }];
					}

					const shares = sharesPerPatch(semanticMap(photo), photo.image, features);
					const quota = Math.max(1, Math.floor(size / known));
					patches.add(features, shares, samplePatches(shares, quota, random));
					return [];
				},
			};
		},
		{ types: 'EmbeddedPhoto → RetrievedPhoto', uses: [memory], buffers: true },
	);
}
