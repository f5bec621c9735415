import pMap from 'p-map';
import { decodeImage } from '../data/decoding/decode.js';
import { photosAhead } from '../data/decoding/photos-ahead.js';
import type { ImageSource } from '../data/items.js';
import { centralInput } from '../eval/features/network-input.js';
import { readJsonLines } from '../files/json-lines.js';
import type { StepReport } from '../nn/step/step-items.js';
import type { VitConfig } from '../nn/vit/config.js';
import type { RunFolder } from '../run/folder.js';
import type { PartedPhotos } from './hold-out.js';
import type { Probe, Verdict } from './verdict.js';

/** Figures and verdict of a probe, as `health` in the line of its step in `metrics.jsonl`. */
export type HealthReport = Omit<Probe, 'step'> & Verdict;

/** Photos of the probes, and their results so far. */
export interface HealthWatch {
	/** Middles of photos, S × S × 3 each, normalised. With fewer than two there are no probes. */
	readonly photos: readonly Float32Array[];
	/** Photos that cannot be decoded. */
	readonly leftOut: readonly string[];
	/** `false` if training sees the photos too. */
	readonly isUnseen: boolean;
	/** All probes of the run, including those before it was resumed. */
	readonly probes: Probe[];
	/** Reconstruction loss at each step since the last probe. */
	readonly reconstructions: number[];
	/** Verdict of the last probe. */
	verdict: Verdict | undefined;
	/** `true` if the run was asked to stop on the verdict. */
	isToStop: boolean;
	/** Seconds spent on probes in this process. */
	seconds: number;
}

/** Reads the photos, and the probes of an earlier process of the same run. */
export async function openHealthWatch(
	{ heldOut, isUnseen }: PartedPhotos,
	vit: VitConfig,
	folder: RunFolder,
	maxPixels: number,
	signal?: AbortSignal,
): Promise<HealthWatch> {
	const read = await readMiddles(heldOut, vit, maxPixels, signal);
	const leftOut = heldOut.filter((_, i) => !read[i]).map(({ path }) => path);
	const photos = read.filter((pixels) => pixels !== undefined);
	const seen = await readProbes(folder);
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
	signal?: AbortSignal,
): Promise<(Float32Array | undefined)[]> {
	const concurrency = photosAhead(maxPixels);
	return pMap(files, (file) => readMiddle(file, vit, maxPixels), {
		concurrency,
		...(signal && { signal }),
	});
}

/** Reads the middle of a photo at the size of training, S × S × 3, normalised; `undefined` if it cannot be decoded. */
async function readMiddle(
	file: ImageSource,
	{ imageSize, patch }: VitConfig,
	maxPixels: number,
): Promise<Float32Array | undefined> {
	const image = await decodeImage(file, { orient: true, maxPixels }).catch(() => undefined);
	// DINO's evaluation resizes to 256 px for crops of 224.
	return image && centralInput(image, Math.round((imageSize * 256) / 224), imageSize, patch).pixels;
}

async function readProbes(
	folder: RunFolder,
): Promise<Pick<HealthWatch, 'probes' | 'reconstructions' | 'verdict'>> {
	const file = folder.path('metrics.jsonl');
	const probes: Probe[] = [];
	let reconstructions: number[] = [];
	let verdict: Verdict | undefined;
	type Line = StepReport & { health?: HealthReport };
	for await (const line of readJsonLines<Line>(file, { mayBeAbsent: true, lastMayBeHalf: true })) {
		const { step, lossReconstruction, health } = line;
		reconstructions.push(lossReconstruction);
		if (!health) continue;
		probes.push({ step, ...health });
		verdict = health;
		reconstructions = [];
	}
	return { probes, reconstructions, verdict };
}
