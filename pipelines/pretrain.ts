/**
 * MMC: masked image modelling, momentum self-distillation and global contrast in one pretraining of a vision
 * transformer. A reconstruction of arXiv 2308.11448, whose constants are not public: the defaults are those of its
 * closest published relatives, SiT and MC-SSL (docs/method.md). The relatives themselves, and iBOT, DINO and MoCo v3,
 * are recipes: other settings of the same stages.
 *
 *   mmc run pretrain --set data.files='photos/**\/*.jpg'
 *   mmc run pretrain --set data.files='photos/**\/*.jpg' --set recipe=dino
 *   mmc run pretrain --set data.files='photos/**\/*.jpg' --set preset=laptop
 */
import { z } from 'zod';
import { findFiles } from '../src/data/files.js';
import { imageFiles } from '../src/data/image-files.js';
import { batch } from '../src/flow/batch.js';
import { from } from '../src/flow/flow.js';
import { definePipeline } from '../src/flow/pipeline.js';
import { resource } from '../src/flow/resource.js';
import { takeWhile } from '../src/flow/take-while.js';
import { openBackend } from '../src/nn/backend.js';
import { restoreCheckpoint } from '../src/nn/checkpoint.js';
import { modelOptions, vitFor } from '../src/nn/model.js';
import { networkFor, objectiveOptions } from '../src/nn/objective.js';
import { optimiserOptions, trainingLength } from '../src/nn/optimisation.js';
import type { Losses } from '../src/nn/step-items.js';
import { Training } from '../src/nn/training.js';
import { holdToFiles } from '../src/run/hold-to-files.js';
import { augmentViews, augmentViewsOptions } from '../stages/augment-views.js';
import { decode } from '../stages/decode.js';
import { maskPatches, maskPatchesOptions } from '../stages/mask-patches.js';
import { momentumUpdate } from '../stages/momentum-update.js';
import { optimiserStep } from '../stages/optimiser-step.js';
import { checkpointOptions, saveCheckpoint } from '../stages/save-checkpoint.js';
import { saveNetworks, type TrainingResult } from '../stages/save-networks.js';
import { studentGradients } from '../stages/student-gradients.js';
import { teacherForward } from '../stages/teacher-forward.js';
import { toTensors } from '../stages/to-tensors.js';
import { writeMetrics } from '../stages/write-metrics.js';
import { type PresetName, presets } from './presets/index.js';
import { type RecipeName, recipes } from './recipes/index.js';

const recipeNames = Object.keys(recipes) as [RecipeName];
const presetNames = Object.keys(presets) as [PresetName];

export const pretrainOptions = z.strictObject({
	recipe: z
		.enum(recipeNames)
		.default('mmc')
		.describe('published method whose settings the other options begin with'),
	preset: z
		.enum(presetNames)
		.optional()
		.describe('settings for a small machine, laid over those of the recipe'),
	data: z.strictObject({
		files: z
			.union([z.string(), z.array(z.string()).nonempty()])
			.describe('photos to learn from: globs, folders, or a text file with one path a line'),
	}),
	model: modelOptions.prefault({}),
	views: augmentViewsOptions.prefault({}),
	corruption: maskPatchesOptions.prefault({}),
	...objectiveOptions.shape,
	optimiser: optimiserOptions.prefault({}),
	batchSize: z.int().min(2).default(256).describe('photos a step'),
	epochs: z.number().positive().default(100).describe('passes over the photos'),
	steps: z.int().positive().optional().describe('updates of the student; takes the place of `epochs`'),
	checkpoint: checkpointOptions.prefault({}),
});

/** What says the same in passes over the photos and in updates. */
export const alternatives = [
	['epochs', 'steps'],
	['optimiser.warmUpEpochs', 'optimiser.warmUpSteps'],
];

export default definePipeline({
	summary: 'Pretrains a vision transformer from unlabelled photos with MMC.',
	options: pretrainOptions,
	recipes,
	presets,
	alternatives,
	mayChange: ['data.files', 'checkpoint'],
	build(options, folder, checkpoint) {
		const { data, model, views, corruption, optimiser, batchSize } = options;
		const network = {
			...networkFor(vitFor(model, views.size), options),
			initialisation: model.initialisation,
			frozenPatches: model.patchProjection === 'frozen',
			maskToken: corruption.kind === 'tokens',
		};
		const photos = resource('photos', async () => holdToFiles(folder, await findFiles(data.files)));
		const training = resource(
			'training',
			async ({ seed }) => {
				const length = trainingLength(options, photos.value.length, optimiser);
				await openBackend();
				const fresh = new Training(network, length, seed, optimiser);
				if (checkpoint) await restoreCheckpoint(fresh, checkpoint.path);
				return fresh;
			},
			(value) => value[Symbol.dispose](),
		);

		const unfinished = () => training.value.step < training.value.length.steps;

		return from(imageFiles(photos, unfinished, () => training.value.next))
			.using(photos)
			.using(training)
			.via(decode({ orient: true }))
			.via(augmentViews(views))
			.via(maskPatches(corruption, model.patch))
			.via(batch(batchSize))
			.lockstep((step) =>
				step
					.via(takeWhile('drop-surplus', unfinished))
					.via(toTensors)
					.via(teacherForward(training, options))
					.via(studentGradients(training, options, optimiser.dropPath))
					.via(optimiserStep(training, optimiser))
					.via(momentumUpdate(training, optimiser, options.distillation.centreMomentum))
					.via(writeMetrics(folder))
					.via(saveCheckpoint(folder, training, options.checkpoint)),
			)
			.into(saveNetworks(folder, training));
	},
	isFinished: ({ steps, planned }) => steps >= planned,
	describe: describeTraining,
});

export function describeTraining({ folder, steps, planned, last }: TrainingResult): string {
	const early = steps < planned ? ` of ${planned} (stopped early)` : '';
	const losses = last ? ` Losses of the last: ${describeLosses(last)}.` : '';
	return `Trained ${steps}${early} steps.${losses}\nKept in ${folder}: student.safetensors, teacher.safetensors, metrics.jsonl`;
}

/** The terms that are switched on. */
function describeLosses(last: Losses): string {
	const terms = {
		reconstruction: last.lossReconstruction,
		distillation: last.lossDistillation,
		'class distillation': last.lossClassDistillation,
		contrast: last.lossContrast,
	};
	const on = Object.entries(terms).filter(([, loss]) => loss !== 0);
	return on.map(([term, loss]) => `${term} ${loss.toFixed(3)}`).join(', ');
}
