import type { AnnotatedPhoto } from '../../src/data/annotations.js';
import type { Embedder } from '../../src/eval/features/embedding.js';
import type { EmbeddedPhoto } from '../../src/eval/items.js';
import type { Resource } from '../../src/flow/resource.js';
import { map, type Stage } from '../../src/flow/stage.js';

/**
 * Photos in progress if the network has its own thread: some wait for the network and some for measuring, so that
 * neither idles while the other has a photo with many or few objects.
 */
const photosAtOnce = 8;

/** Computes one feature vector for each patch of a photo. */
export function embed(embedder: Resource<Pick<Embedder, 'embed'>>): Stage<AnnotatedPhoto, EmbeddedPhoto> {
	return map('embed', async (photo) => ({ ...photo, features: await embedder.value.embed(photo.image) }), {
		types: 'AnnotatedPhoto → EmbeddedPhoto',
		uses: [embedder],
		concurrency: photosAtOnce,
	});
}
