import type { Counts, DistanceRanking, ScoredObject, ThresholdedObject } from '../items.js';
import { upsample, upsampleTo } from '../map/bilinear.js';
import { boundaryCurve } from '../map/boundary.js';
import { connectedMap } from '../map/component.js';
import { cutPixels } from '../map/cut-pixels.js';
import { dice, iou, labelPixels, precision, recall } from '../map/metrics.js';
import { otsuCounts } from '../map/otsu.js';
import { labelPatches, patchOfPixel } from '../map/patch-grid.js';
import { rankAtDistance } from '../map/rank-at-distance.js';
import { rank } from '../map/ranking.js';
import { ringsAround } from '../map/rings.js';
import { ScratchMap } from '../map/scratch.js';
import { thresholdPixels, thresholds } from '../map/thresholds.js';
import type { InstanceRecord } from '../statistics/records.js';
import { everything, gridCeiling, groundTruthBox } from './baselines.js';

/**
 * Resizes an object's map to the photo's size and compares it with every threshold.
 *
 * @param keepComponent whether only the connected components that hold a prompt's point are foreground
 */
export function thresholdObject(scored: ScoredObject, keepComponent = false): ThresholdedObject {
	const { map, ...prompted } = scored;
	const { photo, object, prompt } = prompted;
	const atDistance = rankPatches(scored);
	const labels = labelPixels(object.mask, photo.ignored);
	if (!keepComponent) {
		using scores = new ScratchMap(labels.length);
		upsampleTo(scores, map, photo.image);
		return { ...prompted, labels, ...cutPixels(scores, labels), ranking: rank(scores, labels), atDistance };
	}

	const scores = upsample(map, photo.image);
	const foreground = connectedMap(scores, prompt.points, photo.image);
	using ranked = ScratchMap.of(foreground);
	return {
		...prompted,
		labels,
		...thresholdPixels(foreground, labels),
		otsu: otsuCounts(scores, labels, foreground),
		ranking: rank(ranked, labels),
		atDistance,
	};
}

/** Ranks the patches by the map itself, at its own resolution: components and the photo's size do not matter. */
function rankPatches({ photo, object, prompt, map }: ScoredObject): DistanceRanking {
	const { image, features } = photo;
	const scores = map.patches ?? map.values;
	if (scores.length !== features.rows * features.columns) {
		return { auroc: Number.NaN, averagePrecision: Number.NaN };
	}

	const centres = prompt.points.map((point) => patchOfPixel(point, image, features));
	const rings = ringsAround(centres.length > 0 ? centres : prompt.patches, features);
	return rankAtDistance(scores, rings, labelPatches(object.mask, photo.ignored, image, features));
}

/** Measures an object with one prompt. */
export function measureObject({
	photo,
	object,
	prompt,
	weight,
	labels,
	levels,
	counts,
	otsu,
	ranking,
	atDistance,
}: ThresholdedObject): InstanceRecord {
	const curve = (metric: (counts: Counts) => number) => Float64Array.from(counts, metric);
	const { area, mask } = object;
	const isWhole = labels === mask; // no pixel is ignored
	const whole = isWhole ? { hits: area, predicted: labels.length, target: area } : everything(labels);
	return {
		position: photo.position,
		image: photo.name,
		instance: object.id,
		class: object.class,
		area: object.area,
		...(prompt.points[0] && { point: prompt.points[0] }),
		weight,
		curves: {
			iou: curve(iou),
			precision: curve(precision),
			recall: curve(recall),
			dice: curve(dice),
			boundaryF: boundaryCurve(levels, thresholds.length, labels, photo.image),
		},
		iouOtsu: iou(otsu),
		iouOracle: ranking.oracle,
		averagePrecision: ranking.averagePrecision,
		auroc: ranking.auroc,
		aurocAtDistance: atDistance.auroc,
		averagePrecisionAtDistance: atDistance.averagePrecision,
		gridCeiling: iou(gridCeiling(object.mask, labels, photo.image, photo.features)),
		everything: iou(whole),
		groundTruthBox: iou(groundTruthBox(object.mask, labels, photo.image)),
	};
}
