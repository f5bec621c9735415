import { z } from 'zod';
import type { ObjectMask } from '../../src/data/annotations.js';
import type { EmbeddedPhoto, Prompt, PromptedObject } from '../../src/eval/items.js';
import { boxPrompt, centrePoint, pointPrompt, randomPoint } from '../../src/eval/map/prompts.js';
import { type Stage, stage } from '../../src/flow/stage.js';
import { randomFor } from '../../src/math/random.js';

/** Options of the prompts: where on an object, how many, and their seed. */
export const promptOptions = z.strictObject({
	mode: z
		.enum(['centre', 'random', 'exhaustive', 'box', 'points'])
		.default('centre')
		.describe(
			'`centre`: the deepest pixel of the mask; `random`: `count` pixels, each a prompt; `points`: the centre and ' +
				'random pixels, `count` in all, one prompt; `box`: the bounding box; `exhaustive`: every patch of the object',
		),
	count: z.int().min(1).max(1000).default(5).describe('random prompts an object, or points a prompt'),
	seed: z
		.int()
		.default(0)
		.describe('seed of the random pixels; not the run’s, so that runs are compared on the same prompts'),
});

/** Parsed `promptOptions`. */
export type PromptOptions = z.infer<typeof promptOptions>;

/**
 * Makes the prompts of every object of a photo. Objects without a pixel that is not ignored are left out: there is
 * nothing to find. `exhaustive` is the stage `prompt-sweep`.
 */
export function promptSampling(
	options: PromptOptions & { readonly mode: Exclude<PromptOptions['mode'], 'exhaustive'> },
): Stage<EmbeddedPhoto, PromptedObject> {
	return stage(
		'prompt-sampling',
		() => ({
			process: (photo) =>
				photo.objects
					.filter(({ mask }) => hasPixel(mask, photo.ignored))
					.flatMap((object) => {
						const prompts = promptsOf(photo, object, options);
						const weight = 1 / prompts.length;
						return prompts.map((prompt): PromptedObject => ({ photo, object, prompt, weight }));
					}),
		}),
		{ types: 'EmbeddedPhoto → PromptedObject' },
	);
}

function promptsOf(
	{ image, features, position }: EmbeddedPhoto,
	{ id, mask, area }: ObjectMask,
	{ mode, count, seed }: PromptOptions,
): Prompt[] {
	if (mode === 'box') return [boxPrompt(mask, image, features)];
	if (mode === 'centre') return [pointPrompt([centrePoint(mask, image)], image, features)];

	// Depends on the object alone, so that no shard or subset of a data set changes its prompts.
	const random = randomFor(seed, 'prompt-sampling', `${position}/${id}`);
	const points = (length: number) => Array.from({ length }, () => randomPoint(mask, image, area, random));
	if (mode === 'points') {
		return [pointPrompt([centrePoint(mask, image), ...points(count - 1)], image, features)];
	}

	return points(count).map((point) => pointPrompt([point], image, features));
}

function hasPixel(mask: Uint8Array, ignored: Uint8Array | undefined): boolean {
	return ignored ? mask.some((value, i) => value === 1 && ignored[i] !== 1) : mask.includes(1);
}
