import { csvRow } from '../../files/csv.js';
import { thresholds } from '../map/thresholds.js';
import type { InstanceRecord } from '../statistics/records.js';
import type { SegmentationSummary } from './aggregate.js';

/** Columns of `instances.csv`; scripts rely on them. */
export const instanceColumns =
	'image,instance,class,area,promptX,promptY,iou,iouOtsu,iouOracle,averagePrecision,auroc,aurocAtDistance,averagePrecisionAtDistance';

/** Returns one row of `instances.csv`, with the IoU at the threshold with index `k`. An empty cell has no value. */
export function instanceRow(record: InstanceRecord, k: number): string {
	return csvRow([
		record.image,
		record.instance,
		record.class,
		record.area,
		record.point?.x,
		record.point?.y,
		record.curves.iou[k],
		record.iouOtsu,
		record.iouOracle,
		record.averagePrecision,
		record.auroc,
		record.aurocAtDistance,
		record.averagePrecisionAtDistance,
	]);
}

/** Returns `curve.csv`: the means over objects at each fixed threshold. */
export function curveTable({ curve }: SegmentationSummary): string {
	const header = 'threshold,meanIoU,precision,recall,dice,boundaryF';
	const rows = thresholds.map((threshold, k) =>
		csvRow([threshold, curve.iou[k], curve.precision[k], curve.recall[k], curve.dice[k], curve.boundaryF[k]]),
	);
	return [header, ...rows, ''].join('\n');
}
