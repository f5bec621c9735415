import { biasGelu } from '../layers/gelu.js';
import { linear, product } from '../layers/linear.js';
import type { Tensor } from '../tf/tf.js';
import { type Weights, weight } from '../weights.js';
import type { HeadShapes } from './initialise.js';

/** Architecture of the head that reconstructs pixels from patch tokens. */
export interface PixelHeadConfig {
	/** Number of linear layers before the pixels: 3 in SiT, 2 in MC-SSL. */
	readonly layers: number;
}

/** @param width the backbone's D */
export function pixelHeadShapes(width: number, patch: number, { layers }: PixelHeadConfig): HeadShapes {
	const shapes: Record<string, number[]> = {};
	for (let layer = 1; layer <= layers; layer++) {
		shapes[`pixel_head.fc${layer}.weight`] = [width, width];
		shapes[`pixel_head.fc${layer}.bias`] = [width];
	}

	const pixels = 3 * patch ** 2;
	return { ...shapes, 'pixel_head.pixels.weight': [pixels, width], 'pixel_head.pixels.bias': [pixels] };
}

/**
 * Predicts the pixels of each patch from its token: [Linear, GELU] × layers, then a transposed convolution whose
 * stride is its kernel, which is one more linear layer.
 *
 * @param patches [B, N, D]
 * @returns [B, N, 3P²] in the order of `patchify`, in the normalised colours that went in
 */
export function pixelHead(weights: Weights, patches: Tensor): Tensor {
	let x = patches;
	for (let index = 1; `pixel_head.fc${index}.weight` in weights; index++) {
		x = biasGelu(
			product(x, weight(weights, `pixel_head.fc${index}.weight`)),
			weight(weights, `pixel_head.fc${index}.bias`),
		);
	}

	return linear(x, weight(weights, 'pixel_head.pixels.weight'), weight(weights, 'pixel_head.pixels.bias'));
}
