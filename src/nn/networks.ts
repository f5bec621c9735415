import type { Random } from '../flow/stage.js';
import { type ContrastHeadConfig, contrastHeadShapes } from './contrast-head.js';
import { type HeadShapes, initHead } from './head-init.js';
import { type PixelHeadConfig, pixelHeadShapes } from './pixel-head.js';
import { type PrototypeHeadConfig, prototypeHeadShapes } from './prototype-head.js';
import { tf } from './tf.js';
import type { VitConfig } from './vit-config.js';
import { initVit } from './vit-init.js';
import type { Weights } from './weights.js';

/** A backbone and those heads that the losses of a recipe need. */
export interface NetworkConfig {
	readonly vit: VitConfig;
	readonly contrastHead?: ContrastHeadConfig | undefined;
	readonly prototypeHead?: PrototypeHeadConfig | undefined;
	readonly pixelHead?: PixelHeadConfig | undefined;
}

/** The shapes of all heads: `contrast_head.*`, `prototype_head.*`, `pixel_head.*`. */
export function headShapes({ vit, contrastHead, prototypeHead, pixelHead }: NetworkConfig): HeadShapes {
	return {
		...(contrastHead && contrastHeadShapes(vit.width, contrastHead)),
		...(prototypeHead && prototypeHeadShapes(vit.width, prototypeHead)),
		...(pixelHead && pixelHeadShapes(vit.width, vit.patch, pixelHead)),
	};
}

/** The fresh weights of a student: the backbone under timm's names, beside its heads. The caller disposes of them. */
export function createNetwork(config: NetworkConfig, random: Random): Weights {
	return { ...initVit(config.vit, random), ...initHead(headShapes(config), random) };
}

/** The teacher's weights as training begins: the student's, but for the pixel head, which only the student has. */
export function createTeacher(student: Weights): Weights {
	const shared = Object.entries(student).filter(([name]) => !name.startsWith('pixel_head.'));
	return cloneWeights(Object.fromEntries(shared));
}

/** Weights of their own lifetime; the memory is shared until one of the two is changed. */
export function cloneWeights(weights: Weights): Weights {
	return Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, tf.clone(tensor)]));
}

/** The tensors of the backbone alone, the same objects: what other programs load. */
export function backboneOf(weights: Weights): Weights {
	const backbone = Object.entries(weights).filter(([name]) => !/^\w+_head\./.test(name));
	return Object.fromEntries(backbone);
}
