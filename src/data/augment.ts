import type { Random } from '../flow/stage.js';
import { blur } from './blur.js';
import { solarise, toGrayscale } from './colour.js';
import { type ColourJitter, jitterColour } from './colour-jitter.js';
import { randomCrop } from './crop.js';
import { flip } from './flip.js';
import type { Image } from './image.js';
import { cubic, triangle } from './resample-weights.js';
import { resizedCrop } from './resized-crop.js';

/** How one view of a photo is made; the fields `flip` … `solarise` are probabilities. */
export interface Augmentation {
	/** Side of the square view, in pixels. */
	readonly size: number;
	/** Least and greatest share of the photo's area. */
	readonly scale: readonly [number, number];
	readonly interpolation: 'bicubic' | 'bilinear';
	readonly flip: number;
	/** Whether the flip comes after everything else. */
	readonly flipLast: boolean;
	readonly jitter: number;
	readonly colour: ColourJitter;
	readonly grayscale: number;
	readonly blur: number;
	/** Least and greatest standard deviation of the blur, in pixels. */
	readonly sigma: readonly [number, number];
	readonly solarise: number;
}

/**
 * One randomly changed view of a photo, in the order of DINO, iBOT and SiT: crop, flip, colour
 * jitter, grayscale, blur, solarise; or, with `flipLast`, in MoCo v3's, where the flip ends it. Each step draws first
 * whether it happens, then its own numbers.
 */
export function augment(photo: Image, options: Augmentation, random: Random): Image {
	const { size, scale, flipLast } = options;
	const kernel = options.interpolation === 'bilinear' ? triangle : cubic;
	const view = resizedCrop(photo, randomCrop(photo.width, photo.height, scale, random), size, kernel);
	if (!flipLast && random() < options.flip) flip(view);
	if (random() < options.jitter) jitterColour(view.pixels, options.colour, random);
	if (random() < options.grayscale) toGrayscale(view.pixels);
	if (random() < options.blur) blur(view, uniform(options.sigma, random));
	if (random() < options.solarise) solarise(view.pixels);
	if (flipLast && random() < options.flip) flip(view);
	return view;
}

function uniform([low, high]: readonly [number, number], random: Random): number {
	return low + (high - low) * random();
}
