import type { Random } from '../flow/stage.js';
import { ClassMean, WeightedMean } from './means.js';
import { sizeClass } from './metrics.js';
import type { Curves, InstanceRecord } from './records.js';
import { type Figure, type Metric, summariseFigures } from './summary.js';
import { bestThreshold, thresholdIndex, thresholds } from './thresholds.js';

/** Means over objects at each of the fixed thresholds. */
export type CurveName = keyof Curves;

export interface SegmentationSummary {
	/** By the names that scripts rely on; `threshold` and the means that were taken at it. */
	readonly metrics: Record<string, Metric>;
	/** Index of the threshold among the fixed ones. */
	readonly threshold: number;
	readonly curve: Readonly<Record<CurveName, Float64Array>>;
}

export interface AggregateOptions {
	/** One of the fixed thresholds; the set's own best when absent. */
	readonly threshold?: number;
	readonly random: Random;
	/** Of the bootstrap. */
	readonly draws?: number;
}

/** What is measured of each object, at the threshold with index `k`. NaN: the object is not counted. */
interface Measure {
	readonly name: string;
	readonly definition: string;
	readonly of: (record: InstanceRecord, k: number) => number;
}

const measures: readonly Measure[] = [
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

/**
 * Makes the summary of a data set from its records, in two passes, so that the threshold may be chosen on the set
 * without keeping every object's curve. The same records in the same order give the same bytes.
 *
 * @param records begins a pass; records come in the order of the data set
 * @throws {Error} when there is no record
 * @throws {RangeError} when `threshold` is not a fixed one
 */
export async function aggregate(
	records: () => AsyncIterable<InstanceRecord>,
	{ threshold, random, draws }: AggregateOptions,
): Promise<SegmentationSummary> {
	const curve = await meanCurves(records());
	const k = threshold === undefined ? bestThreshold(curve.iou) : thresholdIndex(threshold);
	const { figures, photos, count } = await figuresAt(records(), k);
	const chosen: Metric = {
		value: thresholds[k]!,
		count,
		interval: null,
		definition:
			threshold === undefined
				? 'the fixed threshold with the greatest meanIoU on this very set, the lowest on ties: an optimistic choice'
				: 'the given threshold',
	};
	const metrics = { threshold: chosen, ...summariseFigures(photos, figures, random, draws) };
	return { metrics, threshold: k, curve };
}

async function meanCurves(
	records: AsyncIterable<InstanceRecord>,
): Promise<Readonly<Record<CurveName, Float64Array>>> {
	const sums: Record<CurveName, Float64Array> = {
		iou: new Float64Array(thresholds.length),
		precision: new Float64Array(thresholds.length),
		recall: new Float64Array(thresholds.length),
		dice: new Float64Array(thresholds.length),
		boundaryF: new Float64Array(thresholds.length),
	};
	let weights = 0;
	for await (const { curves, weight } of records) {
		weights += weight;
		for (const name of Object.keys(sums) as CurveName[]) {
			const sum = sums[name];
			for (let k = 0; k < sum.length; k++) sum[k] = sum[k]! + weight * curves[name][k]!;
		}
	}
	if (weights === 0) {
		throw new Error('No object was evaluated: check that the data set has annotated photos and masks.');
	}

	for (const sum of Object.values(sums)) for (let k = 0; k < sum.length; k++) sum[k] = sum[k]! / weights;
	return sums;
}

async function figuresAt(
	records: AsyncIterable<InstanceRecord>,
	k: number,
): Promise<{ figures: Figure[]; photos: number; count: number }> {
	const means = measures.map(() => new WeightedMean());
	const classes = new ClassMean();
	let [photo, position] = [-1, -1];
	for await (const record of records) {
		if (record.position !== position) photo++;
		position = record.position;
		for (const [m, { of }] of measures.entries()) means[m]!.add(photo, of(record, k), record.weight);
		classes.add(record.class, photo, record.curves.iou[k]!, record.weight);
	}
	const figures = measures.map(({ name, definition }, m): Figure => {
		return { name, definition, count: means[m]!.count, statistic: means[m]!.overObjects };
	});
	const iou = means[0]!;
	figures.push(
		{
			name: 'meanIoUClass',
			definition:
				'mean over classes of the mean IoU at `threshold` over their objects; absent classes left out',
			count: classes.count,
			statistic: classes.overClasses,
		},
		{
			name: 'meanIoUImage',
			definition: 'mean over photos of the mean IoU at `threshold` over their objects',
			count: iou.photos,
			statistic: iou.overPhotos,
		},
	);
	return { figures, photos: photo + 1, count: iou.count };
}
