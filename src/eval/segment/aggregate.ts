import type { Random } from '../../math/random.js';
import { bestThreshold, thresholdIndex, thresholds } from '../map/thresholds.js';
import { ClassMean, WeightedMean } from '../statistics/means.js';
import type { Curves, InstanceRecord } from '../statistics/records.js';
import { type Figure, type Metric, type PhotoFigures, summariseFigures } from '../statistics/summary.js';
import { measures } from './measures.js';

/** Means over objects at each of the fixed thresholds. */
export type CurveName = keyof Curves;

/** Figures of a segmentation over a data set, with their curves over the fixed thresholds. */
export interface SegmentationSummary {
	/** Metrics by the names that scripts rely on: `threshold` and the means at it. */
	readonly metrics: Record<string, Metric>;
	/** Index of the threshold among the fixed ones. */
	readonly threshold: number;
	readonly curve: Readonly<Record<CurveName, Float64Array>>;
}

/** Settings of `aggregate`. */
export interface AggregateOptions {
	/** Fixed threshold; the set's own best if absent. */
	readonly threshold?: number;
	readonly random: Random;
	/** Number of draws of the bootstrap. */
	readonly draws?: number;
}

/**
 * Summarises a data set's records in two passes, so that the threshold can be chosen on the set without keeping every
 * object's curve. The same records in the same order give the same bytes.
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
	const { figures, images } = await figuresAt(records(), k);
	const chosen: Metric = {
		value: thresholds[k]!,
		count: figures[0]!.count,
		interval: null,
		definition:
			threshold === undefined
				? 'the fixed threshold with the greatest meanIoU on this very set, the lowest on ties: an optimistic choice'
				: 'the given threshold',
	};
	const metrics = { threshold: chosen, ...summariseFigures(images.length, figures, random, draws) };
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

/** Takes the means of a data set's records at the threshold with index `k`. */
export async function figuresAt(records: AsyncIterable<InstanceRecord>, k: number): Promise<PhotoFigures> {
	const means = measures.map(() => new WeightedMean());
	const isMeasured = measures.map(() => true);
	const classes = new ClassMean();
	const images: string[] = [];
	let position = -1;
	for await (const record of records) {
		if (record.position !== position) images.push(record.image);
		position = record.position;
		const photo = images.length - 1;
		for (const [m, { of }] of measures.entries()) {
			const value = of(record, k);
			if (value === undefined) isMeasured[m] = false;
			else means[m]!.add(photo, value, record.weight);
		}
		classes.add(record.class, photo, record.curves.iou[k]!, record.weight);
	}
	const figures = measures.flatMap(({ name, definition }, m): Figure[] => {
		const { count, overObjects } = means[m]!;
		return isMeasured[m] ? [{ name, definition, count, statistic: overObjects }] : [];
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
	return { figures, images };
}
