import type { Embedder } from '../src/eval/embedding.js';
import type { AnnotatedPhoto, EmbeddedPhoto } from '../src/eval/items.js';
import type { Resource } from '../src/flow/resource.js';
import { map, type Stage } from '../src/flow/stage.js';

/** Makes one feature vector of each patch of a photo. */
export function embed(embedder: Resource<Embedder>): Stage<AnnotatedPhoto, EmbeddedPhoto> {
	return map('embed', (photo) => ({ ...photo, features: embedder.value.embed(photo.image) }), {
		types: 'AnnotatedPhoto → EmbeddedPhoto',
	});
}
