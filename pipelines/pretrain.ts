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
import { defaultMaxPixels } from '../src/data/decoding/decode.js';
import { photosAhead } from '../src/data/decoding/photos-ahead.js';
import type { Photo } from '../src/data/items.js';
import { findImages } from '../src/data/listing/find.js';
import { type Images, imageFiles } from '../src/data/listing/shuffled.js';
import { fitInto } from '../src/draw/scale.js';
import { batch } from '../src/flow/batch.js';
import { from } from '../src/flow/flow.js';
import { borrowed, type Resource, type ResourceContext, resource } from '../src/flow/resource.js';
import { toArray } from '../src/flow/sink.js';
import { map, takeWhile } from '../src/flow/stage.js';
import { holdAside } from '../src/health/hold-aside.js';
import { guardOptions, Incidents } from '../src/health/incidents.js';
import { healthOptions, stopOnOption } from '../src/health/options.js';
import { openHealthWatch } from '../src/health/watch.js';
import { openBackend } from '../src/nn/backend/backend.js';
import { networkFor, objectiveOptions } from '../src/nn/losses/objective.js';
import { optimiserOptions, trainingLength } from '../src/nn/optimiser/optimisation.js';
import { computingOptions, requirePrecision } from '../src/nn/precision/precision.js';
import { restoreCheckpoint } from '../src/nn/step/checkpoint.js';
import { Training } from '../src/nn/step/training.js';
import { backboneOptions, vitFor } from '../src/nn/vit/options.js';
import { onlineOptions } from '../src/online/options.js';
import type { FixedPhotos } from '../src/pictures/fixed-photos.js';
import { definePipeline } from '../src/run/pipeline.js';
import { EventFile } from '../src/tensorboard/event-file.js';
import { summaryOptions } from '../src/tensorboard/summary-options.js';
import { SummarySchedule } from '../src/tensorboard/summary-schedule.js';
import { BestCheckpoint, chooseBestMetric } from '../src/training/best-checkpoint.js';
import { dropDuplicates } from '../src/training/drop-duplicates.js';
import { holdToFiles } from '../src/training/hold-to-files.js';
import { augmentViews, augmentViewsOptions } from '../stages/input/augment-views.js';
import { decode } from '../stages/input/decode.js';
import { maskPatches, maskPatchesOptions } from '../stages/input/mask-patches.js';
import { momentumUpdate } from '../stages/train/momentum-update.js';
import { optimiserStep } from '../stages/train/optimiser-step.js';
import { refuseNonFinite } from '../stages/train/refuse-non-finite.js';
import { studentGradients } from '../stages/train/student-gradients.js';
import { teacherForward } from '../stages/train/teacher-forward.js';
import { evaluateOnline } from '../stages/watch/evaluate-online.js';
import { keepBest } from '../stages/watch/keep-best.js';
import { checkpointOptions, saveCheckpoint } from '../stages/watch/save-checkpoint.js';
import { saveNetworks, type TrainingResult } from '../stages/watch/save-networks.js';
import { watchLearning } from '../stages/watch/watch-learning.js';
import { writeGradientHistograms } from '../stages/watch/write-gradient-histograms.js';
import { writeMetrics } from '../stages/watch/write-metrics.js';
import { writeSummaries } from '../stages/watch/write-summaries.js';
import { openOnlineEvaluation } from './online/evaluation.js';
import { type PresetName, presets } from './presets/index.js';
import { describeTraining } from './pretrain/describe.js';
import type { PretrainItems } from './pretrain/items.js';
import { type RecipeName, recipes } from './recipes/index.js';

const recipeNames = Object.keys(recipes) as [RecipeName];
const presetNames = Object.keys(presets) as [PresetName];

/** Options of `pretrain`. `data.files` is required; the rest has the defaults of the recipe. */
export const pretrainOptions = z.strictObject({
	recipe: z
		.enum(recipeNames)
		.default('mmc')
		.describe('published method whose settings the other options begin with'),
	preset: z
		.enum(presetNames)
		.optional()
		.describe('settings for a small machine, which override those of the recipe'),
	data: z.strictObject({
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
	}),
	model: backboneOptions.prefault({}),
	views: augmentViewsOptions.prefault({}),
	corruption: maskPatchesOptions.prefault({}),
	...objectiveOptions.shape,
	optimiser: optimiserOptions.prefault({}),
	batchSize: z.int().min(2).default(256).describe('photos a step'),
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
});

/** Options that express the length in passes over the photos or in updates. */
export const alternatives = [
	['epochs', 'steps'],
	['optimiser.warmUpEpochs', 'optimiser.warmUpSteps'],
];

/** Limit of photos ahead: decoded and not yet augmented they take 3 bytes a pixel each. */
const mostAhead = 32;

/**
 * Pipeline `pretrain`: MMC pretraining of a vision transformer from unlabelled photos. Its options are
 * `pretrainOptions`, its result is a `TrainingResult`.
 */
export default definePipeline<typeof pretrainOptions, TrainingResult, PretrainItems>({
	name: 'pretrain',
	summary: 'Pretrains a vision transformer from unlabelled photos with MMC.',
	options: pretrainOptions,
	recipes,
	presets,
	alternatives,
	mayChange: [
		'data.files',
		'checkpoint',
		'summaries',
		'health.everySteps',
		'online.everySteps',
		'stopOn',
		'guard',
	],
	build(options, folder, checkpoint) {
		const { data, model, views, corruption, optimiser, batchSize, summaries, health, online, stopOn, guard } =
			options;
		const network = {
			...networkFor(vitFor(model, views.size), options),
			initialisation: model.initialisation,
			frozenPatches: model.patchProjection === 'frozen',
			maskToken: corruption.kind === 'tokens',
		};
		const listing = resource('listing', async ({ seed, signal }) => {
			const all = await holdToFiles(folder, await findImages(data.files, { signal }));
			return holdAside(await dropDuplicates(folder, all, { ...data, signal }), health.photos, seed);
		});
		const photos = resource('photos', { needs: [listing] }, () => listing.value.trained);
		const training = resource(
			'training',
			{ needs: [photos] },
			async ({ seed }) => {
				const length = trainingLength(options, photos.value.length, optimiser);
				requirePrecision(options, (await openBackend()).name);
				const fresh = new Training(network, length, seed, optimiser);
				if (checkpoint) await restoreCheckpoint(fresh, checkpoint.path);
				return fresh;
			},
			(value) => value[Symbol.dispose](),
		);

		const events = resource(
			'events',
			{ needs: [training] },
			() => new EventFile(folder, training.value.step + 1),
		);
		const schedule = resource(
			'schedule',
			{ needs: [training] },
			() => new SummarySchedule(training.value.length.steps, summaries),
		);
		const shown = resource('shown', { needs: [photos] }, (context) => fixedPhotos(photos, options, context));

		// Photos that other threads decode and augment while TensorFlow computes on this one: a batch, if it is
		// small.
		const ahead = photosAhead(data.maxPixels, Math.min(batchSize, mostAhead));
		const incidents = resource('incidents', { needs: [photos] }, ({ seed }) =>
			Incidents.open(folder, photos.value, seed),
		);
		const watch = resource('watch', { needs: [listing] }, () =>
			openHealthWatch(listing.value, network.vit, folder, data.maxPixels),
		);

		const evaluation = resource(
			'evaluation',
			{ needs: [listing] },
			() => openOnlineEvaluation(network.vit, listing.value, { ...online, maxPixels: data.maxPixels }),
			(value) => value[Symbol.dispose](),
		);
		const best = resource('best', { needs: [evaluation, watch] }, () => {
			const figures = evaluation.value.evaluators.flatMap((evaluator) => evaluator.figures);
			const isWatched = watch.value.photos.length > 1;
			return BestCheckpoint.open(folder, chooseBestMetric(options.checkpoint.best, figures, isWatched));
		});

		const unfinished = () => training.value.step < training.value.length.steps && !watch.value.isToStop;

		return from(imageFiles(photos, unfinished, () => training.value.next))
			.via(decode({ orient: true, maxPixels: data.maxPixels, concurrency: ahead }))
			.via(augmentViews(views, { concurrency: ahead }))
			.via(maskPatches(corruption, model.patch))
			.via(batch(batchSize))
			.lockstep((step) =>
				step
					.via(takeWhile('drop-surplus', unfinished))
					.via(teacherForward(training, options))
					.via(studentGradients(training, options))
					.via(refuseNonFinite(training, incidents, guard))
					.via(writeGradientHistograms(events, training, schedule))
					.via(optimiserStep(training, optimiser))
					.via(momentumUpdate(training, optimiser, options.distillation.centreMomentum))
					.via(
						watchLearning(folder, training, watch, {
							health,
							stopOn,
							objective: options,
							optimiser,
							incidents,
						}),
					)
					.via(evaluateOnline(training, evaluation, online))
					.via(writeMetrics(folder))
					.via(writeSummaries(events, training, shown, schedule))
					.via(keepBest(folder, training, best))
					.via(saveCheckpoint(folder, training, options.checkpoint)),
			)
			.into(saveNetworks(folder, training, { watch, evaluation, best }));
	},
	isFinished: ({ steps, planned }) => steps >= planned,
	exitCode: ({ looks }) => (looks?.stopped ? stoppedByVerdict : 0),
	describe: describeTraining,
});

/** The first photos in the order of training, with the views that its own stages make of them. */
async function fixedPhotos(
	files: Resource<Images>,
	{ data, views, corruption, model, summaries }: z.output<typeof pretrainOptions>,
	{ seed, signal, added }: ResourceContext,
): Promise<FixedPhotos> {
	const kept: Photo[] = [];
	let tried = 0;
	// If so many cannot be decoded, training reports it.
	const more = () => kept.length < summaries.photos && tried++ < 100;
	const keep = map('keep-photo', (photo: Photo) => {
		const [width, height] = [2 * views.size, 2 * views.size];
		kept.push({ ...photo, image: fitInto(photo.image, width, height) });
		return photo;
	});
	const made = await from(imageFiles(borrowed(files), more))
		.via(decode({ orient: true, maxPixels: data.maxPixels }))
		.via(keep)
		.via(augmentViews(views))
		.via(maskPatches(corruption, model.patch))
		.into(toArray())
		.run({ seed, signal, added, maxDropRate: 1 });
	// Some more are in progress when the last is kept.
	return { photos: kept.slice(0, summaries.photos), views: made.slice(0, summaries.photos) };
}

/** The exit code of a run that ended because of a verdict named in `stopOn`. */
const stoppedByVerdict = 2;
