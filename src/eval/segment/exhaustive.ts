import type { ObjectMask } from '../../data/annotations.js';
import { extent } from '../../math/bucket-sort.js';
import { descendingOrder } from '../../math/descending-order.js';
import { cosineRows } from '../features/similarity.js';
import type { Counts, DistanceRanking, EmbeddedPhoto, Ranking } from '../items.js';
import { dice, iou, labelPixels, precision, recall } from '../map/metrics.js';
import { otsuBin, otsuBins, splitBin } from '../map/otsu.js';
import { countPerPatch, labelPatches, majorityPatches, patchSizes } from '../map/patch-grid.js';
import { rankAtDistance } from '../map/rank-at-distance.js';
import { ringsAround } from '../map/rings.js';
import { thresholds } from '../map/thresholds.js';
import type { InstanceRecord } from '../statistics/records.js';
import { everything, gridCeiling, groundTruthBox } from './baselines.js';

/** Pixels of each patch, in pixels of the photo. */
export interface PatchPixels {
	/** Pixels of the object that are not ignored. */
	readonly target: Int32Array;
	/** Pixels that are not ignored. */
	readonly valid: Int32Array;
	readonly all: Int32Array;
}

/** One prompt's patches at every threshold, each patch foreground as a whole. */
export interface PromptSweep extends Ranking {
	/** Counts at each fixed threshold. */
	readonly counts: readonly Counts[];
	readonly otsu: Counts;
}

/**
 * Uses every patch of every object as a prompt at every threshold, in O(N log N) a prompt by sorting and cumulative
 * sums, without making a mask. Patches are foreground as a whole, so the figures lie below `gridCeiling` and are not
 * those of the map at the photo's size; there is no boundary F. Each record is the mean over the object's prompts;
 * objects that own no patch are left out.
 */
export function sweepPrompts(photo: EmbeddedPhoto): InstanceRecord[] {
	return photo.objects.flatMap((object) => sweepObject(photo, object));
}

function sweepObject(photo: EmbeddedPhoto, object: ObjectMask): InstanceRecord[] {
	const { image, features } = photo;
	const all = patchSizes(image, features);
	const labels = labelPixels(object.mask, photo.ignored);
	const patches = majorityPatches(countPerPatch(object.mask, image, features), all);
	const target = countPerPatch(labels, image, features);
	if (patches.length === 0 || !target.some((count) => count > 0)) return [];

	const ignored = countPerPatch(labels, image, features, 2);
	const pixels = { target, valid: all.map((count, j) => count - ignored[j]!), all };
	const cosines = cosineRows(features, patches);
	const cosinesOf = (i: number) => cosines.subarray(i * all.length, (i + 1) * all.length);
	const sweeps = patches.map((_, i) => sweepPrompt(cosinesOf(i), pixels));
	const patchLabels = labelPatches(object.mask, photo.ignored, image, features);
	const rankings = patches.map((patch, i) =>
		rankAtDistance(cosinesOf(i), ringsAround([patch], features), patchLabels),
	);
	const mean = (of: (sweep: PromptSweep) => number) =>
		sweeps.reduce((sum, sweep) => sum + of(sweep), 0) / sweeps.length;
	const curve = (metric: (counts: Counts) => number) =>
		Float64Array.from(thresholds, (_, k) => mean(({ counts }) => metric(counts[k]!)));
	return [
		{
			position: photo.position,
			image: photo.name,
			instance: object.id,
			class: object.class,
			area: object.area,
			weight: 1,
			curves: {
				iou: curve(iou),
				precision: curve(precision),
				recall: curve(recall),
				dice: curve(dice),
				boundaryF: new Float64Array(thresholds.length).fill(Number.NaN),
			},
			iouOtsu: mean(({ otsu }) => iou(otsu)),
			iouOracle: mean(({ oracle }) => oracle),
			averagePrecision: mean(({ averagePrecision }) => averagePrecision),
			auroc: mean(({ auroc }) => auroc),
			...meanAtDistance(rankings),
			gridCeiling: iou(gridCeiling(object.mask, labels, image, features)),
			everything: iou(everything(labels)),
			groundTruthBox: iou(groundTruthBox(object.mask, labels, image)),
		},
	];
}

/** Returns the means over the prompts that have a value; NaN if none has. */
function meanAtDistance(
	rankings: readonly DistanceRanking[],
): Pick<InstanceRecord, 'aurocAtDistance' | 'averagePrecisionAtDistance'> {
	const valued = rankings.filter(({ auroc }) => !Number.isNaN(auroc));
	const mean = (of: (ranking: DistanceRanking) => number) =>
		valued.reduce((sum, ranking) => sum + of(ranking), 0) / valued.length;
	return {
		aurocAtDistance: mean(({ auroc }) => auroc),
		averagePrecisionAtDistance: mean(({ averagePrecision }) => averagePrecision),
	};
}

/** Sums over the patches in descending order of their scores, up to and including the i-th. */
interface Cumulated {
	readonly scores: Float64Array;
	readonly hits: Float64Array;
	readonly predicted: Float64Array;
}

/** Compares one prompt's scores, one for each patch, with every threshold. */
export function sweepPrompt(scores: Float64Array, pixels: PatchPixels): PromptSweep {
	const cumulated = cumulate(scores, pixels);
	return {
		counts: countsAtThresholds(cumulated),
		otsu: otsuPatches(scores, pixels),
		...rankPatches(cumulated),
	};
}

function cumulate(scores: Float64Array, { target, valid }: PatchPixels): Cumulated {
	const order = descendingOrder(scores);
	const sorted = new Float64Array(order.length);
	const hits = new Float64Array(order.length);
	const predicted = new Float64Array(order.length);
	let [hit, pixels] = [0, 0];
	for (let i = 0; i < order.length; i++) {
		const patch = order[i]!;
		sorted[i] = scores[patch]!;
		hits[i] = hit += target[patch]!;
		predicted[i] = pixels += valid[patch]!;
	}
	return { scores: sorted, hits, predicted };
}

function countsAtThresholds({ scores, hits, predicted }: Cumulated): Counts[] {
	const target = hits.at(-1)!;
	const counts = new Array<Counts>(thresholds.length);
	let reached = 0;
	for (let k = thresholds.length - 1; k >= 0; k--) {
		while (reached < scores.length && scores[reached]! >= thresholds[k]!) reached++;
		counts[k] =
			reached === 0
				? { hits: 0, predicted: 0, target }
				: { hits: hits[reached - 1]!, predicted: predicted[reached - 1]!, target };
	}
	return counts;
}

function rankPatches({ scores, hits, predicted }: Cumulated): Ranking {
	const target = hits.at(-1)!;
	const others = predicted.at(-1)! - target;
	let [oracle, averagePrecision, wins, hitsAbove, othersAbove] = [0, 0, 0, 0, 0];
	for (let i = 0; i < scores.length; i++) {
		if (scores[i + 1] === scores[i]) continue; // equal scores fall together

		const counts = { hits: hits[i]!, predicted: predicted[i]!, target };
		const rise = counts.hits - hitsAbove;
		const below = counts.predicted - counts.hits - othersAbove;
		oracle = Math.max(oracle, iou(counts));
		averagePrecision += (rise / target) * precision(counts);
		wins += below * (hitsAbove + rise / 2);
		hitsAbove = counts.hits;
		othersAbove += below;
	}
	return { oracle, averagePrecision, auroc: wins / (target * others) };
}

function otsuPatches(scores: Float64Array, { target, valid, all }: PatchPixels): Counts {
	const histogram = new Float64Array(otsuBins);
	const { low, high } = extent(scores);
	const bins = new Uint8Array(scores.length);
	for (let j = 0; j < bins.length; j++) {
		bins[j] = otsuBin(scores[j]!, low, high);
		histogram[bins[j]!]! += all[j]!;
	}
	const last = splitBin(histogram);
	let [hits, predicted, sum] = [0, 0, 0];
	for (let j = 0; j < bins.length; j++) {
		sum += target[j]!;
		if (bins[j]! <= last) continue;

		hits += target[j]!;
		predicted += valid[j]!;
	}
	return { hits, predicted, target: sum };
}
