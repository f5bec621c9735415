import type { Random } from '../../math/random.js';
import type { Initialisation } from '../layers/init.js';
import { tf } from '../tf/tf.js';
import { isTrained, type VitConfig } from '../vit/config.js';
import { initVit } from '../vit/init.js';
import { cloneWeights, type Weights } from '../weights.js';
import { type ContrastHeadConfig, contrastHeadShapes } from './contrast.js';
import { type HeadShapes, initHead } from './initialise.js';
import { type PixelHeadConfig, pixelHeadShapes } from './pixel.js';
import { isClassPrototype, type PrototypeHeadConfig, prototypeHeadShapes } from './prototype.js';

/** A backbone and those heads that the losses of a recipe need. */
export interface NetworkConfig {
	readonly vit: VitConfig;
	readonly contrastHead?: ContrastHeadConfig | undefined;
	readonly prototypeHead?: PrototypeHeadConfig | undefined;
	readonly pixelHead?: PixelHeadConfig | undefined;
	/** `true` if the student has a token in place of masked patches (iBOT). */
	readonly maskToken?: boolean | undefined;
	/** `true` if the patch projection stays as drawn (MoCo v3). */
	readonly frozenPatches?: boolean | undefined;
	/** Initialisation. Default: `dino`. */
	readonly initialisation?: Initialisation | undefined;
}

/** Returns the shapes of all heads: `contrast_head.*`, `prototype_head.*`, `pixel_head.*`. */
export function headShapes({ vit, contrastHead, prototypeHead, pixelHead }: NetworkConfig): HeadShapes {
	return {
		...(contrastHead && contrastHeadShapes(vit.width, contrastHead)),
		...(prototypeHead && prototypeHeadShapes(vit.width, prototypeHead)),
		...(pixelHead && pixelHeadShapes(vit.width, vit.patch, pixelHead)),
	};
}

/** Draws a student's initial weights: the backbone under timm's names, and its heads. The caller disposes of them. */
export function createNetwork(config: NetworkConfig, random: Random): Weights {
	const { vit, maskToken, initialisation } = config;
	return {
		...initVit(vit, random, initialisation),
		...(maskToken && { mask_token: tf.zeros([1, 1, vit.width]) }),
		...initHead(headShapes(config), random, initialisation),
	};
}

const studentOnly = /^(mask_token$|pixel_head\.|predictor_head\.)/;

/** Returns the teacher's initial weights: the student's, except for mask token, pixel head and predictor. */
export function createTeacher(student: Weights): Weights {
	const shared = Object.entries(student).filter(([name]) => !studentOnly.test(name));
	return cloneWeights(Object.fromEntries(shared));
}

/** Returns the names of the student's tensors that training changes in an epoch, counted from 0. */
export function trainedNames(config: NetworkConfig, student: Weights, epoch: number): string[] {
	const { vit, prototypeHead, frozenPatches = false } = config;
	const isFrozen = (name: string) =>
		!isTrained(vit, name) ||
		(frozenPatches && name.startsWith('patch_embed.')) ||
		(prototypeHead && epoch < (prototypeHead.frozenEpochs ?? 0) && isClassPrototype(prototypeHead, name));
	return Object.keys(student).filter((name) => !isFrozen(name));
}

/** Returns the backbone's tensors alone, the same objects: what other programs load. */
export function backboneOf(weights: Weights): Weights {
	const backbone = Object.entries(weights).filter(([name]) => !/^\w+_head\.|^mask_token$/.test(name));
	return Object.fromEntries(backbone);
}
