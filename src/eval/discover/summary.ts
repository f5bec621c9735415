import { csvRow } from '../../files/csv.js';
import type { Random } from '../../math/random.js';
import { type Figure, type Metric, summariseFigures } from '../statistics/summary.js';
import type { DiscoveryRecord } from './items.js';

/**
 * Summarises CorLoc and its trivial baseline. Intervals by bootstrap over photos.
 *
 * @throws {Error} when there is no record
 */
export function summariseDiscovery(
	records: readonly DiscoveryRecord[],
	random: Random,
	draws?: number,
): Record<string, Metric> {
	if (records.length === 0) {
		throw new Error('No photo has an object: check `dataset.root` and `dataset.split`.');
	}

	const overPhotos = (name: string, definition: string, of: (record: DiscoveryRecord) => number): Figure => ({
		name,
		definition,
		count: records.length,
		statistic: (times) =>
			records.reduce((sum, record, i) => sum + times[i]! * of(record), 0) / records.length,
	});
	const right = 'share of photos where the IoU with the bounding box of an object is at least 0.5, of';
	const figures = [
		overPhotos('corLoc', `${right} the box that was found`, ({ iou }) => Number(iou >= 0.5)),
		overPhotos('corLocWhole', `${right} the whole photo`, ({ whole }) => Number(whole >= 0.5)),
		overPhotos(
			'boxIoU',
			'mean over photos of the greatest IoU with the bounding box of an object',
			({ iou }) => {
				return iou;
			},
		),
	];
	return summariseFigures(records.length, figures, random, draws);
}

/** Columns of `boxes.csv`; scripts rely on them. */
export const boxColumns = 'image,x,y,width,height,iou';

export function boxRow({ image, box, iou }: DiscoveryRecord): string {
	return csvRow([image, box.x, box.y, box.width, box.height, iou]);
}
