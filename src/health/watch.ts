import pMap from 'p-map';
import { decodeImage } from '../data/decoding/decode.js';
import { photosAhead } from '../data/decoding/photos-ahead.js';
import type { ImageSource } from '../data/items.js';
import { centralInput } from '../eval/features/network-input.js';
import { readJsonLines } from '../files/json-lines.js';
import type { StepReport } from '../nn/step/step-items.js';
import type { VitConfig } from '../nn/vit/config.js';
import type { RunFolder } from '../run/folder.js';
import type { PartedPhotos } from './hold-aside.js';
import type { Look, Verdict } from './verdict.js';

/** What a run keeps of its looks: in `metrics.jsonl`, as `health` of the steps that it looked at. */
export type HealthReport = Omit<Look, 'step'> & Verdict;

/** What is looked at, and what was seen so far. */
export interface HealthWatch {
	/** S × S × 3 each, normalised: the middle of a photo. Fewer than two: there is nothing to look at. */
	readonly photos: readonly Float32Array[];
	/** Those that can't be decoded. */
	readonly leftOut: readonly string[];
	/** False where training sees them too. */
	readonly isUnseen: boolean;
	/** All looks of the run, those before it was resumed too. */
	readonly looks: Look[];
	/** The loss of the reconstruction at each step since the last look. */
	readonly reconstructions: number[];
	/** Of the last look. */
	verdict: Verdict | undefined;
	/** Whether the verdict is one that the run was asked to stop on. */
	isToStop: boolean;
	/** Spent on looking, in this process. */
	seconds: number;
}

/** Reads the photos, and what an earlier process of the same run has seen. */
export async function openHealthWatch(
	{ aside, isUnseen }: PartedPhotos,
	vit: VitConfig,
	folder: RunFolder,
	maxPixels: number,
): Promise<HealthWatch> {
	const read = await readMiddles(aside, vit, maxPixels);
	const leftOut = aside.filter((_, i) => !read[i]).map(({ path }) => path);
	const photos = read.filter((pixels) => pixels !== undefined);
	const seen = await readLooks(folder);
	return { photos, leftOut, isUnseen, ...seen, isToStop: false, seconds: 0 };
}

/**
 * The middles of photos, in their order, each as `readMiddle` gives it. Only as many photos are decoded at once as the
 * memory holds.
 */
export function readMiddles(
	files: Iterable<ImageSource>,
	vit: VitConfig,
	maxPixels: number,
): Promise<(Float32Array | undefined)[]> {
	const concurrency = photosAhead(maxPixels);
	return pMap(files, (file) => readMiddle(file, vit, maxPixels), { concurrency });
}

/** The middle of a photo at the size of training, S × S × 3, normalised; `undefined` where it can't be decoded. */
async function readMiddle(
	file: ImageSource,
	{ imageSize, patch }: VitConfig,
	maxPixels: number,
): Promise<Float32Array | undefined> {
	const image = await decodeImage(file, { orient: true, maxPixels }).catch(() => undefined);
	// DINO's evaluation resizes to 256 px where it crops 224.
	return image && centralInput(image, Math.round((imageSize * 256) / 224), imageSize, patch).pixels;
}

async function readLooks(
	folder: RunFolder,
): Promise<Pick<HealthWatch, 'looks' | 'reconstructions' | 'verdict'>> {
	const file = folder.path('metrics.jsonl');
	const looks: Look[] = [];
	let reconstructions: number[] = [];
	let verdict: Verdict | undefined;
	type Line = StepReport & { health?: HealthReport };
	for await (const line of readJsonLines<Line>(file, { mayBeAbsent: true, lastMayBeHalf: true })) {
		const { step, lossReconstruction, health } = line;
		reconstructions.push(lossReconstruction);
		if (!health) continue;
		looks.push({ step, ...health });
		verdict = health;
		reconstructions = [];
	}
	return { looks, reconstructions, verdict };
}
