import type { AnnotatedPhoto } from '../../src/data/annotations.js';
import type { Embedder } from '../../src/eval/features/embedding.js';
import type { EmbeddedPhoto } from '../../src/eval/items.js';
import type { Resource } from '../../src/flow/resource.js';
import { map, type Stage } from '../../src/flow/stage.js';

/**
 * Where the network has a thread of its own: some wait for it and some for being measured, so that neither stands still
 * while the other has a photo of many objects, or of few.
 */
const photosAtOnce = 8;

/**
 * Makes one feature vector of each patch of a photo.
 */
export function embed(embedder: Resource<Pick<Embedder, 'embed'>>): Stage<AnnotatedPhoto, EmbeddedPhoto> {
	return map('embed', async (photo) => ({ ...photo, features: await embedder.value.embed(photo.image) }), {
		types: 'AnnotatedPhoto → EmbeddedPhoto',
		uses: [embedder],
		concurrency: photosAtOnce,
	});
}
