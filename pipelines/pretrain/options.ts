import { z } from 'zod';
import { defaultMaxPixels } from '../../src/data/decoding/decode.js';
import { guardOptions } from '../../src/health/incidents.js';
import { healthOptions, stopOnOption } from '../../src/health/options.js';
import { objectiveOptions, termNames } from '../../src/nn/losses/objective.js';
import { optimiserOptions } from '../../src/nn/optimiser/optimisation.js';
import { computingOptions } from '../../src/nn/precision/precision.js';
import { backboneOptions } from '../../src/nn/vit/options.js';
import { onlineOptions } from '../../src/online/options.js';
import { summaryOptions } from '../../src/tensorboard/summary-options.js';
import { augmentViewsOptions } from '../../stages/input/augment-views.js';
import { maskPatchesOptions } from '../../stages/input/mask-patches.js';
import { checkpointOptions } from '../../stages/watch/save-checkpoint.js';
import { type PresetName, presets } from '../presets/index.js';
import { type RecipeName, recipes } from '../recipes/index.js';

const recipeNames = Object.keys(recipes) as [RecipeName];
const presetNames = Object.keys(presets) as [PresetName];

/** Options of the photos. */
const dataOptions = z.strictObject({
	files: z
		.union([z.string(), z.array(z.string()).nonempty()])
		.describe('photos to train on: globs, folders, a text file with one path a line, or tar shards'),
	maxPixels: z
		.int()
		.positive()
		.default(defaultMaxPixels)
		.describe(
			'limit of a photo’s pixels, above which it is left out; a greater one decodes fewer photos ahead',
		),
	duplicates: z
		.enum(['keep', 'drop'])
		.default('keep')
		.describe('find nearly identical photos and leave out all but the first'),
	duplicateDistance: z
		.int()
		.min(0)
		.max(7)
		.default(6)
		.describe('bits of 64 in which the perceptual hashes of duplicates may differ'),
});

/**
 * Options of `pretrain`. `data.files` is required; the rest has the defaults of the recipe. Refuses what can't train:
 * extend it by `safeExtend`, which keeps that.
 */
export const pretrainOptions = z
	.strictObject({
		recipe: z
			.enum(recipeNames)
			.default('mmc')
			.describe('published method whose settings the other options begin with'),
		preset: z
			.enum(presetNames)
			.optional()
			.describe('settings for a small machine, which override those of the recipe'),
		data: dataOptions,
		model: backboneOptions.prefault({}),
		views: augmentViewsOptions.prefault({}),
		corruption: maskPatchesOptions.prefault({}),
		...objectiveOptions.shape,
		optimiser: optimiserOptions.prefault({}),
		batchSize: z
			.int()
			.min(2)
			.max(2 ** 20)
			.default(256)
			.describe('photos a step'),
		microBatch: z
			.int()
			.positive()
			.optional()
			.describe('photos computed at once, if a batch does not fit into memory; default: all'),
		...computingOptions.shape,
		epochs: z.number().positive().default(100).describe('passes over the photos'),
		steps: z.int().positive().optional().describe('updates of the student; replaces `epochs`'),
		checkpoint: checkpointOptions.prefault({}),
		summaries: summaryOptions.prefault({}),
		health: healthOptions.prefault({}),
		online: onlineOptions.prefault({}),
		stopOn: stopOnOption,
		guard: guardOptions.prefault({}),
	})
	.superRefine((options, context) => {
		const refuse = (path: string, message: string) =>
			context.addIssue({ code: 'custom', path: path.split('.'), message });
		const { views, corruption, model } = options;
		const { local } = views;
		if (termNames.every((term) => options[term].weight === 0)) {
			const weights = termNames.map((term) => `\`${term}.weight\``).join(', ');
			refuse('reconstruction.weight', `all terms of the loss have weight 0: give one of ${weights} more`);
		}

		if (views.size % model.patch !== 0) refuse('views.size', multipleOf(model.patch));
		if (local.count > 0 && local.size % model.patch !== 0)
			refuse('views.local.size', multipleOf(model.patch));
		if (corruption.kind === 'pixels' && views.size % corruption.align !== 0) {
			const message = `it must divide \`views.size\`, ${views.size}: take 1, or \`model.patch\`, ${model.patch}`;
			refuse('corruption.align', message);
		}
	});

/** Parsed options of `pretrain`. */
export type PretrainOptions = z.output<typeof pretrainOptions>;

function multipleOf(patch: number): string {
	return `it must be a multiple of \`model.patch\`, ${patch}`;
}

/** Options that express the length in passes over the photos or in updates. */
export const alternatives = [
	['epochs', 'steps'],
	['optimiser.warmUpEpochs', 'optimiser.warmUpSteps'],
];

/** Options that a resumed run may change, because its result does not depend on them. */
export const mayChange = [
	'data.files',
	'checkpoint',
	'summaries',
	'health.everySteps',
	'online.everySteps',
	'stopOn',
	'guard',
];
