import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { Photo, Views } from '../../src/data/items.js';
import { type Augmentation, drawView } from '../../src/data/views/augment.js';
import { ViewPool } from '../../src/data/views/view-pool.js';
import { type ItemContext, type Stage, stage } from '../../src/flow/stage.js';

const probability = z.number().min(0).max(1);
const perView = (first: number, second: number) =>
	z.tuple([probability, probability]).default([first, second]);
const range = (schema: z.ZodNumber, low: number, high: number) =>
	z
		.tuple([schema, schema])
		.refine(([from, to]) => from <= to, 'must be [least, greatest]')
		.default([low, high]);

/**
 * Options of the random views: size in px, crop scale, flip, colour jitter, greyscale, blur, solarisation, and the
 * small local views of multi-crop. A pair of numbers is for the first and the second view.
 */
export const augmentViewsOptions = z.strictObject({
	size: z.int().min(8).max(1024).default(224).describe('side of the square views in px'),
	scale: range(z.number().gt(0).max(1), 0.2, 1).describe(
		"least and greatest share of the photo's area (SiT)",
	),
	interpolation: z
		.enum(['bicubic', 'bilinear'])
		.default('bicubic')
		.describe('interpolation of resized crops (MoCo v3: bilinear)'),
	flip: probability.default(0.5).describe('probability of swapping left and right'),
	flipLast: z.boolean().default(false).describe('flip after everything else, not before (MoCo v3)'),
	jitter: probability.default(0.8).describe('probability of the colour jitter'),
	colour: z
		.strictObject({
			brightness: z.number().min(0).max(1).default(0.4).describe('factor in 1 ± this'),
			contrast: z.number().min(0).max(1).default(0.4).describe('factor in 1 ± this'),
			saturation: z.number().min(0).max(1).default(0.2).describe('factor in 1 ± this'),
			hue: z.number().min(0).max(0.5).default(0.1).describe('turn by ± this share of a circle'),
		})
		.prefault({})
		.describe('how far the colour jitter goes'),
	grayscale: probability.default(0.2).describe('probability of losing all colour'),
	blur: perView(1, 0.1).describe('probability of the blur in the first and in the second view (SiT)'),
	sigma: range(z.number().gt(0).max(10), 0.1, 2).describe(
		'least and greatest standard deviation of the blur in px',
	),
	solarise: perView(0, 0.2).describe(
		'probability of inverting bright samples in the first and in the second view',
	),
	local: z
		.strictObject({
			count: z.int().min(0).max(32).default(0).describe('small views a photo (DINO 8; iBOT, MC-SSL 10)'),
			size: z.int().min(8).max(1024).default(96).describe('side of the local views in px'),
			scale: range(z.number().gt(0).max(1), 0.05, 0.25).describe(
				"least and greatest share of the photo's area",
			),
			blur: probability.default(0.5).describe('probability of the local views’ blur'),
		})
		.prefault({})
		.describe('views that only the student sees (multi-crop)'),
});

/** Parsed `augmentViewsOptions`. */
export type AugmentViewsOptions = z.infer<typeof augmentViewsOptions>;

/** Settings of how `augmentViews` works, which change no result. */
export interface AugmentViewsWork {
	/** Photos in progress at once, on their own threads; by default one a core. */
	readonly concurrency?: number;
}

/** Makes two views of each photo and, with multi-crop, its local ones; their numbers are drawn in this order. */
export function augmentViews(
	options: AugmentViewsOptions,
	{ concurrency = availableParallelism() }: AugmentViewsWork = {},
): Stage<Photo, Views> {
	const [first, second] = [viewOptions(options, 0), viewOptions(options, 1)];
	const { count, ...changes } = options.local;
	const local: Augmentation = { ...options, ...changes, solarise: 0 };
	const all = [first, second, ...Array<Augmentation>(count).fill(local)];
	const open = () => {
		const pool = new ViewPool();
		return {
			async process({ path, within, epoch, image }: Photo, { random }: ItemContext): Promise<Views[]> {
				const drawn = all.map((view) => drawView(image.width, image.height, view, random));
				const [one, two, ...rest] = await pool.make(image, drawn);
				return [
					{ path, ...(within && { within }), epoch, views: [one!, two!], ...(count > 0 && { local: rest }) },
				];
			},
			close: () => pool.close(),
		};
	};
	return stage('augment-views', open, { types: 'Photo → Views', concurrency });
}

function viewOptions(options: AugmentViewsOptions, view: 0 | 1): Augmentation {
	return { ...options, blur: options.blur[view], solarise: options.solarise[view] };
}
