import { photosAhead } from '../../src/data/decoding/photos-ahead.js';
import { findImages } from '../../src/data/listing/find.js';
import type { Images } from '../../src/data/listing/shuffled.js';
import { type Resource, resource } from '../../src/flow/resource.js';
import { holdOut, type PartedPhotos } from '../../src/health/hold-out.js';
import { Incidents } from '../../src/health/incidents.js';
import { type HealthWatch, openHealthWatch } from '../../src/health/watch.js';
import { openBackend } from '../../src/nn/backend/backend.js';
import type { NetworkConfig } from '../../src/nn/heads/networks.js';
import { networkFor } from '../../src/nn/losses/objective.js';
import { trainingLength } from '../../src/nn/optimiser/optimisation.js';
import { requirePrecision } from '../../src/nn/precision/precision.js';
import { restoreCheckpoint } from '../../src/nn/step/checkpoint.js';
import { Training } from '../../src/nn/step/training.js';
import { vitFor } from '../../src/nn/vit/options.js';
import type { Checkpoint } from '../../src/run/checkpoints.js';
import type { RunFolder } from '../../src/run/folder.js';
import { EventFile } from '../../src/tensorboard/event-file.js';
import { SummarySchedule } from '../../src/tensorboard/summary-schedule.js';
import { BestCheckpoint, chooseBestMetric } from '../../src/training/best-checkpoint.js';
import { dropDuplicates } from '../../src/training/drop-duplicates.js';
import { holdToFiles } from '../../src/training/hold-to-files.js';
import { openOnlineEvaluation } from '../online/evaluation.js';
import { fixedPhotos } from './fixed-photos.js';
import { describeLength, describePhotos, requireBatch } from './found.js';
import type { PretrainOptions } from './options.js';

/** Declares the resources of a pretraining's stages. Nothing is opened before the run begins. */
export function pretraining(options: PretrainOptions, folder: RunFolder, checkpoint?: Checkpoint) {
	const network = networkOf(options);
	const listing = listPhotos(options, folder);
	const photos = resource('photos', { needs: [listing] }, () => listing.value.trained);
	const training = openTraining(options, network, photos, checkpoint);
	const watching = watchers(options, network, folder, listing);
	const { watch } = watching;
	return {
		/** Photos to train on. */
		photos,
		/** Networks and everything else that training changes. */
		training,
		/** Returns `true` while steps are left to do. */
		unfinished: () => training.value.step < training.value.length.steps && !watch.value.isToStop,
		/** Returns the number of the first photo of the endless sequence that no step has seen. */
		next: () => training.value.next,
		/** Number of photos that other threads decode and augment meanwhile: a batch, if it is small. */
		ahead: photosAhead(options.data.maxPixels, Math.min(options.batchSize, mostAhead)),
		...watching,
		...reporters(options, folder, photos, training),
	};
}

/** Resources of a pretraining. */
export type Pretraining = ReturnType<typeof pretraining>;

/** Limit of photos ahead: decoded and not yet augmented they take 3 bytes a pixel each. */
const mostAhead = 32;

/** Returns the network that the options ask for. */
export function networkOf(options: PretrainOptions): NetworkConfig {
	const { model, views, corruption } = options;
	return {
		...networkFor(vitFor(model, views.size), options),
		initialisation: model.initialisation,
		frozenPatches: model.patchProjection === 'frozen',
		maskToken: corruption.kind === 'tokens',
	};
}

/** Lists the photos to train on, and the held-out ones. */
function listPhotos({ data, health, batchSize }: PretrainOptions, folder: RunFolder): Resource<PartedPhotos> {
	return resource('listing', async ({ seed, signal, tell }) => {
		const all = await holdToFiles(folder, await findImages(data.files, { signal }));
		const kept = await dropDuplicates(folder, all, { ...data, signal });
		const parted = holdOut(kept, health.photos, seed);
		const found = describePhotos(data.files, parted, all.length - kept.length);
		requireBatch(found, parted.trained.length, batchSize);
		tell(found);
		return parted;
	});
}

function openTraining(
	options: PretrainOptions,
	network: NetworkConfig,
	photos: Resource<Images>,
	checkpoint: Checkpoint | undefined,
): Resource<Training> {
	return resource(
		'training',
		{ needs: [photos] },
		async ({ seed, tell }) => {
			const length = trainingLength(options, photos.value.length);
			for (const line of describeLength(length, options)) tell(line);
			requirePrecision(options, (await openBackend()).name);
			const fresh = new Training(network, length, seed, options.optimiser);
			if (checkpoint) await restoreCheckpoint(fresh, checkpoint.path);
			return fresh;
		},
		(training) => training[Symbol.dispose](),
	);
}

/** Declares the resources that watch the networks. */
function watchers(
	options: PretrainOptions,
	{ vit }: NetworkConfig,
	folder: RunFolder,
	listing: Resource<PartedPhotos>,
) {
	const { maxPixels } = options.data;
	const watch: Resource<HealthWatch> = resource('watch', { needs: [listing] }, ({ signal }) =>
		openHealthWatch(listing.value, vit, folder, maxPixels, signal),
	);
	const evaluation = resource(
		'evaluation',
		{ needs: [listing] },
		({ signal }) => openOnlineEvaluation(vit, listing.value, { ...options.online, maxPixels }, signal),
		(opened) => opened[Symbol.dispose](),
	);
	const best = resource('best', { needs: [evaluation, watch] }, () => {
		const figures = evaluation.value.evaluators.flatMap((evaluator) => evaluator.figures);
		const isWatched = watch.value.photos.length > 1;
		return BestCheckpoint.open(folder, chooseBestMetric(options.checkpoint.best, figures, isWatched));
	});
	return { watch, evaluation, best };
}

/** Declares the resources that record the steps in the run's folder. */
function reporters(
	options: PretrainOptions,
	folder: RunFolder,
	photos: Resource<Images>,
	training: Resource<Training>,
) {
	const { summaries } = options;
	return {
		incidents: resource('incidents', { needs: [photos] }, ({ seed }) =>
			Incidents.open(folder, photos.value, seed),
		),
		events: resource('events', { needs: [training] }, () => new EventFile(folder, training.value.step + 1)),
		schedule: resource('schedule', { needs: [training] }, () => {
			return new SummarySchedule(training.value.length.steps, summaries);
		}),
		shown: resource('shown', { needs: [photos] }, (context) => fixedPhotos(photos, options, context)),
	};
}
