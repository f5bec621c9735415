import type { AnnotatedFrame } from '../../src/data/annotations.js';
import type { Encoder } from '../../src/eval/features/encoder.js';
import { proportionalGrid, resizedInput } from '../../src/eval/features/network-input.js';
import { unitFeatures } from '../../src/eval/features/similarity.js';
import type { EmbeddedFrame } from '../../src/eval/track/tracking.js';
import type { Resource } from '../../src/flow/resource.js';
import { map, type Stage } from '../../src/flow/stage.js';

/**
 * Computes one feature vector for each patch of a frame, in the frame's own proportions.
 *
 * @param side what its shorter side becomes, in px
 */
export function embedFrame(encoder: Resource<Encoder>, side: number): Stage<AnnotatedFrame, EmbeddedFrame> {
	return map(
		'embed-frame',
		(frame) => {
			const { patch, encode } = encoder.value;
			const grid = proportionalGrid(frame.image, side, patch);
			const { patches } = encode(resizedInput(frame.image, grid, patch));
			return { ...frame, features: unitFeatures(patches, grid) };
		},
		{ types: 'AnnotatedFrame → EmbeddedFrame', uses: [encoder] },
	);
}
