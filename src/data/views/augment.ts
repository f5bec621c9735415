import type { Random } from '../../math/random.js';
import type { Image } from '../items.js';
import { type Crop, randomCrop } from '../resampling/crop.js';
import { cubic, triangle } from '../resampling/resample-weights.js';
import { resizedCrop } from '../resampling/resized-crop.js';
import { blur } from './blur.js';
import { solarise, toGrayscale } from './colour.js';
import { type Adjustment, type ColourJitter, drawJitter, jitterColour } from './colour-jitter.js';
import { flip } from './flip.js';

/** Options of one view of a photo; the fields `flip` … `solarise` are probabilities. */
export interface Augmentation {
	/** Side of the square view, in pixels. */
	readonly size: number;
	/** Least and greatest share of the photo's area. */
	readonly scale: readonly [number, number];
	readonly interpolation: 'bicubic' | 'bilinear';
	readonly flip: number;
	/** `true` if the flip comes after everything else. */
	readonly flipLast: boolean;
	readonly jitter: number;
	readonly colour: ColourJitter;
	readonly grayscale: number;
	readonly blur: number;
	/** Least and greatest standard deviation of the blur, in pixels. */
	readonly sigma: readonly [number, number];
	readonly solarise: number;
}

/** Random choices for one view of one photo. */
export interface DrawnView {
	readonly size: number;
	readonly interpolation: Augmentation['interpolation'];
	readonly crop: Crop;
	readonly flip: 'first' | 'last' | 'never';
	/** Changes of the colours; empty if they stay. */
	readonly jitter: readonly Adjustment[];
	readonly grayscale: boolean;
	/** Standard deviation of the blur in pixels; 0 without blur. */
	readonly sigma: number;
	readonly solarise: boolean;
}

export const kernels = { bicubic: cubic, bilinear: triangle };

/**
 * Draws the choices for a view of a photo of this size, in the order of DINO, iBOT and SiT: crop, flip, colour
 * jitter, grayscale, blur, solarise; or, with `flipLast`, in MoCo v3's, where the flip comes last. Each step first
 * draws whether it happens, then its own numbers.
 */
export function drawView(width: number, height: number, options: Augmentation, random: Random): DrawnView {
	const { size, interpolation, flipLast } = options;
	const happens = (probability: number) => random() < probability;
	const crop = randomCrop(width, height, options.scale, random);
	const first = !flipLast && happens(options.flip);
	const jitter = happens(options.jitter) ? drawJitter(options.colour, random) : [];
	const grayscale = happens(options.grayscale);
	const sigma = happens(options.blur) ? uniform(options.sigma, random) : 0;
	const solarise = happens(options.solarise);
	const last = flipLast && happens(options.flip);
	const flip = first ? 'first' : last ? 'last' : 'never';
	return { size, interpolation, crop, flip, jitter, grayscale, sigma, solarise };
}

/** Makes a drawn view. This is the plain form of `ViewPool`, equal to the last bit and ten times slower. */
export function makeView(photo: Image, drawn: DrawnView): Image {
	const view = resizedCrop(photo, drawn.crop, drawn.size, kernels[drawn.interpolation]);
	if (drawn.flip === 'first') flip(view);
	jitterColour(view.pixels, drawn.jitter);
	if (drawn.grayscale) toGrayscale(view.pixels);
	if (drawn.sigma > 0) blur(view, drawn.sigma);
	if (drawn.solarise) solarise(view.pixels);
	if (drawn.flip === 'last') flip(view);
	return view;
}

/** Draws and makes one view of a photo, by the plain form. */
export function augment(photo: Image, options: Augmentation, random: Random): Image {
	return makeView(photo, drawView(photo.width, photo.height, options, random));
}

function uniform([low, high]: readonly [number, number], random: Random): number {
	return low + (high - low) * random();
}
