import type { AnnotatedPhoto } from '../../src/data/annotations.js';
import type { EncodedPhoto } from '../../src/eval/discover/items.js';
import type { Encoder } from '../../src/eval/features/encoder.js';
import { paddedInput } from '../../src/eval/features/network-input.js';
import type { Resource } from '../../src/flow/resource.js';
import { map, type Stage } from '../../src/flow/stage.js';

/** Computes one vector for each patch of a photo at its own size, padded to whole patches. */
export function encodePadded(encoder: Resource<Encoder>): Stage<AnnotatedPhoto, EncodedPhoto> {
	return map(
		'encode-padded',
		(photo) => {
			const { patch, encode } = encoder.value;
			const input = paddedInput(photo.image, patch);
			const { patches: values } = encode(input);
			const dimensions = values.length / (input.grid.rows * input.grid.columns);
			return { ...photo, patch, vectors: { ...input.grid, dimensions, values } };
		},
		{ types: 'AnnotatedPhoto → EncodedPhoto', uses: [encoder] },
	);
}
