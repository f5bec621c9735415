import { sizeClass } from '../map/metrics.js';
import type { InstanceRecord } from '../statistics/records.js';

/**
 * A value of an object at the threshold with index `k`, of which a summary takes the mean. NaN: the object is not
 * counted; undefined: the record is of an earlier version, which did not measure it.
 */
export interface Measure {
	readonly name: string;
	readonly definition: string;
	readonly of: (record: InstanceRecord, k: number) => number | undefined;
}

/** Measures by their names in `summary.json`; thresholds are chosen by the first one. */
export const measures: readonly Measure[] = [
	{
		name: 'meanIoU',
		definition: 'IoU at `threshold`, mean over objects',
		of: ({ curves }, k) => curves.iou[k]!,
	},
	...(['small', 'medium', 'large'] as const).map((size): Measure => {
		return {
			name: `meanIoU${size[0]!.toUpperCase()}${size.slice(1)}`,
			definition: `meanIoU of the ${size} objects (mask area, limits 32² and 96² pixels)`,
			of: ({ area, curves }, k) => (sizeClass(area) === size ? curves.iou[k]! : Number.NaN),
		};
	}),
	{
		name: 'meanIoUOtsu',
		definition: 'IoU at the Otsu threshold of each map, mean over objects',
		of: ({ iouOtsu }) => iouOtsu,
	},
	{
		name: 'meanIoUOracle',
		definition: 'greatest IoU of each object over all thresholds, mean over objects: an upper bound',
		of: ({ iouOracle }) => iouOracle,
	},
	{
		name: 'precision',
		definition: 'precision at `threshold`, mean over objects',
		of: ({ curves }, k) => curves.precision[k]!,
	},
	{
		name: 'recall',
		definition: 'recall at `threshold`, mean over objects',
		of: ({ curves }, k) => curves.recall[k]!,
	},
	{
		name: 'dice',
		definition: 'Dice coefficient at `threshold`, mean over objects',
		of: ({ curves }, k) => curves.dice[k]!,
	},
	{
		name: 'boundaryF',
		definition: 'boundary F at `threshold` within 0.008 of the diagonal, mean over objects',
		of: ({ curves }, k) => curves.boundaryF[k]!,
	},
	{
		name: 'averagePrecision',
		definition: 'average precision of the map as a ranking of the pixels, mean over objects',
		of: ({ averagePrecision }) => averagePrecision,
	},
	{
		name: 'auroc',
		definition: 'area under the ROC curve of the map, ties half, mean over objects',
		of: ({ auroc }) => auroc,
	},
	{
		name: 'aurocAtDistance',
		definition:
			"chance that an object's patch is more similar than a background patch equally far from the prompt, ties half, mean over objects",
		of: ({ aurocAtDistance }) => aurocAtDistance,
	},
	{
		name: 'averagePrecisionAtDistance',
		definition:
			'average precision among the patches of each distance from the prompt, ties in every order, distances weighted by their object–background pairs, mean over objects',
		of: ({ averagePrecisionAtDistance }) => averagePrecisionAtDistance,
	},
	{
		name: 'gridCeiling',
		definition:
			'IoU of the patches that belong to the object, mean over objects: the best whole patches can do',
		of: ({ gridCeiling }) => gridCeiling,
	},
	{
		name: 'everything',
		definition: 'IoU of the whole photo as prediction, mean over objects',
		of: ({ everything }) => everything,
	},
	{
		name: 'groundTruthBox',
		definition: "IoU of the mask's bounding box as prediction, mean over objects",
		of: ({ groundTruthBox }) => groundTruthBox,
	},
];
