import { z } from 'zod';
import { boxOfCut } from '../../src/eval/discover/discovery.js';
import type { DiscoveredPhoto, EncodedPhoto } from '../../src/eval/discover/items.js';
import { cutByLost } from '../../src/eval/discover/lost.js';
import { cutByTokens } from '../../src/eval/discover/token-cut.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import { openBackend } from '../../src/nn/backend/backend.js';

/** Options of object discovery by LOST or TokenCut. */
export const discoveryOptions = z.strictObject({
	method: z
		.enum(['lost', 'tokencut'])
		.default('tokencut')
		.describe('LOST (arXiv 2109.14279) or TokenCut (arXiv 2202.11539)'),
	candidates: z
		.int()
		.min(1)
		.default(100)
		.describe('patches that the seed of LOST may be expanded to (arXiv 2109.14279)'),
	threshold: z
		.number()
		.min(-1)
		.max(1)
		.default(0.2)
		.describe('cosine above which TokenCut joins patches (arXiv 2202.11539)'),
});

/** Finds one object in each photo without hints. Photos without an annotated object are left out. */
export function discoverObject({
	method,
	candidates,
	threshold,
}: z.output<typeof discoveryOptions>): Stage<EncodedPhoto, DiscoveredPhoto> {
	return stage(
		'discover-object',
		async () => {
			await openBackend();
			return {
				process({ vectors, patch, ...photo }) {
					if (photo.objects.length === 0) return [];

					const cut = method === 'lost' ? cutByLost(vectors, candidates) : cutByTokens(vectors, threshold);
					return [{ ...photo, box: boxOfCut(cut, vectors, patch, photo.image) }];
				},
			};
		},
		{ types: 'EncodedPhoto → DiscoveredPhoto' },
	);
}
