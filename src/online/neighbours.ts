import path from 'node:path';
import type { ImageSource } from '../data/items.js';
import { type ClassificationTask, joinSets, type LabelledVector } from '../eval/classify/classification.js';
import { voteOfNeighbours } from '../eval/classify/neighbour-vote.js';
import type { PartedPhotos } from '../health/hold-out.js';
import { featuresOf } from '../health/measures.js';
import { readMiddles } from '../health/watch.js';
import { evenPlaces } from '../math/even-places.js';
import type { Training } from '../nn/step/training.js';
import type { VitConfig } from '../nn/vit/config.js';
import type { OnlineEvaluator, OnlineOptions } from './options.js';

/** A photo's middle at the size of training, and its class. */
interface Shown extends Pick<LabelledVector, 'path' | 'label' | 'role'> {
	readonly pixels: Float32Array;
}

/** Defaults of `classify` (DINO, arXiv 2104.14294). */
const [votes, temperature] = [20, 0.07] as const;

/** Photos in each forward pass. */
const chunk = 16;

/**
 * Classifies held-out photos by their nearest neighbours among training photos, if classes are known: all photos must
 * lie in two or more sibling folders.
 *
 * @returns `undefined` where there are no classes, or no held-out photos
 */
export async function openOnlineNeighbours(
	{ trained, heldOut, isUnseen }: PartedPhotos,
	vit: VitConfig,
	{ neighbours, maxPixels }: Pick<OnlineOptions, 'neighbours'> & { readonly maxPixels: number },
	signal?: AbortSignal,
): Promise<OnlineEvaluator | undefined> {
	const count = Math.min(neighbours, trained.length);
	const known = evenPlaces(count, trained.length).map((place) => trained.at(place)!);
	if (!isUnseen || count === 0 || heldOut.length === 0 || !haveClasses([...known, ...heldOut]))
		return undefined;

	const read = async (files: readonly ImageSource[], role: Shown['role']): Promise<Shown[]> => {
		const middles = await readMiddles(files, vit, maxPixels, signal);
		return files.flatMap((file, i) => {
			const pixels = middles[i];
			return pixels ? [{ path: file.path, label: classOf(file), role, pixels }] : [];
		});
	};
	const photos = [...(await read(known, 'train')), ...(await read(heldOut, 'test'))];
	return {
		figures: ['knn20'],
		async measure(training) {
			const task = joinSets(vectorsOf(training, photos));
			return { knn20: accuracy(task, voteOfNeighbours(task, [votes], temperature)[0]!) };
		},
		[Symbol.dispose]() {},
	};
}

/** Class of a photo: its folder. Photos in shards have none. */
function classOf({ path: file }: ImageSource): string {
	return path.basename(path.dirname(file));
}

function haveClasses(files: readonly ImageSource[]): boolean {
	if (files.some(({ within }) => within)) return false;
	const parents = new Set(files.map((file) => path.dirname(path.dirname(file.path))));
	return parents.size === 1 && new Set(files.map(classOf)).size > 1;
}

function vectorsOf(training: Training, photos: readonly Shown[]): LabelledVector[] {
	const { width } = training.config.vit;
	const vectors: LabelledVector[] = [];
	for (let start = 0; start < photos.length; start += chunk) {
		const part = photos.slice(start, start + chunk);
		const { cls } = featuresOf(
			training,
			training.teacher,
			part.map(({ pixels }) => pixels),
		);
		for (const [i, { pixels, ...photo }] of part.entries())
			vectors.push({ ...photo, epoch: 0, vector: cls.subarray(i * width, (i + 1) * width) });
	}
	return vectors;
}

/** Share of correct predictions; NaN if features are not finite. */
function accuracy({ train, test }: ClassificationTask, predicted: Int32Array): number {
	if (![...train.values, ...test.values].every(Number.isFinite)) return Number.NaN;
	const right = test.labels.filter((label, i) => label === predicted[i]).length;
	return right / test.labels.length;
}
