import { csvRow } from '../../files/csv.js';
import type { Random } from '../../math/random.js';
import type { Counts } from '../items.js';
import { iou } from '../map/metrics.js';
import { type Metric, summariseFigures } from '../statistics/summary.js';
import type { RetrievalRecord } from './retrieval.js';
import { background } from './semantic-map.js';

/**
 * Summarises mean IoU over classes, of the pixels of all photos together, and the share of correct pixels beside that
 * of calling all background. Intervals by bootstrap over photos.
 *
 * @throws {Error} when there is no record
 */
export function summariseRetrieval(
	records: readonly RetrievalRecord[],
	random: Random,
	draws?: number,
): Record<string, Metric> {
	if (records.length === 0) throw new Error('No photo was segmented: check `dataset.root`.');

	const once = new Int32Array(records.length).fill(1);
	const present = ofLast((times: Int32Array) => presentClasses(records, times));
	const figures = [
		{
			name: 'meanIoU',
			definition:
				'mean over the classes present, background included, of the IoU of all their pixels in the data set',
			count: present(once).length,
			statistic: (times: Int32Array) => {
				const classes = present(times);
				return classes.reduce((sum, [, counts]) => sum + iou(counts), 0) / classes.length;
			},
		},
		{
			name: 'pixelAccuracy',
			definition: 'share of the pixels that are not ignored whose class is right',
			count: records.length,
			statistic: (times: Int32Array) => {
				const classes = present(times);
				const total = (of: keyof Counts) => classes.reduce((sum, [, counts]) => sum + counts[of], 0);
				return total('hits') / total('target');
			},
		},
		{
			name: 'pixelAccuracyBackground',
			definition:
				'share of the pixels that are not ignored that are background: what takes all for background gets',
			count: records.length,
			statistic: (times: Int32Array) => {
				const classes = present(times);
				const total = classes.reduce((sum, [, { target }]) => sum + target, 0);
				return (classes.find(([name]) => name === background)?.[1].target ?? 0) / total;
			},
		},
	];
	return summariseFigures(records.length, figures, random, draws);
}

/** Memoises the result for the last argument, since the figures share the work for each sample. */
function ofLast<A, R>(compute: (argument: A) => R): (argument: A) => R {
	let last: { readonly argument: A; readonly result: R } | undefined;
	return (argument) => {
		if (last?.argument !== argument) last = { argument, result: compute(argument) };
		return last.result;
	};
}

/** Counts of the classes that have a pixel, photo i taken `times[i]` times. */
function presentClasses(records: readonly RetrievalRecord[], times: Int32Array): [string, Counts][] {
	const sums = new Map<string, { hits: number; predicted: number; target: number }>();
	for (const [i, { counts }] of records.entries()) {
		if (times[i] === 0) continue;

		for (const [name, { hits, predicted, target }] of counts) {
			const sum = sums.get(name) ?? { hits: 0, predicted: 0, target: 0 };
			sum.hits += times[i]! * hits;
			sum.predicted += times[i]! * predicted;
			sum.target += times[i]! * target;
			sums.set(name, sum);
		}
	}
	return [...sums].filter(([, { target }]) => target > 0).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Returns `classes.csv`: a row a class. */
export function classTable(records: readonly RetrievalRecord[]): string {
	const once = new Int32Array(records.length).fill(1);
	const rows = presentClasses(records, once).map(([name, counts]) =>
		csvRow([name, iou(counts), counts.target, counts.predicted, counts.hits]),
	);
	return ['class,iou,target,predicted,hits', ...rows, ''].join('\n');
}
