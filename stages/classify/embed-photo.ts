import { z } from 'zod';
import type { LabelledPhoto, LabelledVector } from '../../src/eval/classify/classification.js';
import type { Encoder } from '../../src/eval/features/encoder.js';
import { centralInput } from '../../src/eval/features/network-input.js';
import type { Resource } from '../../src/flow/resource.js';
import { map, type Stage } from '../../src/flow/stage.js';

/**
 * Options of the crop that a photo is classified by: its shorter side is resized, then the middle is cut out.
 */
export const centralOptions = z.strictObject({
	resize: z
		.int()
		.min(1)
		.default(256)
		.describe('shorter side of the resized photo in px, bicubic (DINO, arXiv 2104.14294)'),
	crop: z.int().min(1).default(224).describe('side of the central crop in px (DINO, arXiv 2104.14294)'),
});

/** Computes one vector for each photo: the class token of its middle. */
export function embedPhoto(
	encoder: Resource<Encoder>,
	{ resize, crop }: z.output<typeof centralOptions>,
): Stage<LabelledPhoto, LabelledVector> {
	return map(
		'embed-photo',
		({ image, ...file }) => {
			const { patch, encode } = encoder.value;
			const { cls } = encode(centralInput(image, resize, crop, patch));
			return { ...file, vector: Float32Array.from(cls) };
		},
		{ types: 'LabelledPhoto → LabelledVector', uses: [encoder] },
	);
}
