import { thresholds } from '../map/thresholds.js';
import type { SimilaritySummary } from '../pairs/summary.js';
import type { InstanceRecord } from '../statistics/records.js';
import type { SegmentationSummary } from './aggregate.js';

/** The columns of `instances.csv`; scripts rely on them. */
export const instanceColumns =
	'image,instance,class,area,promptX,promptY,iou,iouOtsu,iouOracle,averagePrecision,auroc';

/** One row of `instances.csv`, with the IoU at the threshold with index `k`. An empty cell has no value. */
export function instanceRow(record: InstanceRecord, k: number): string {
	return row([
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
	]);
}

/** `curve.csv`: the means over objects at each fixed threshold. */
export function curveTable({ curve }: SegmentationSummary): string {
	const header = 'threshold,meanIoU,precision,recall,dice,boundaryF';
	const rows = thresholds.map((threshold, k) =>
		row([threshold, curve.iou[k], curve.precision[k], curve.recall[k], curve.dice[k], curve.boundaryF[k]]),
	);
	return [header, ...rows, ''].join('\n');
}

/** `similarity.csv`: the distributions of cosines, by the middle of each bin. */
export function similarityTable({ histograms }: SimilaritySummary): string {
	const names = Object.keys(histograms);
	const bins = Object.values(histograms)[0]?.length ?? 0;
	const rows = Array.from({ length: bins }, (_, bin) =>
		row([(2 * bin + 1 - bins) / bins, ...Object.values(histograms).map((shares) => shares[bin])]),
	);
	return [['cosine', ...names].join(','), ...rows, ''].join('\n');
}

/** Cells are quoted where they must be (RFC 4180). */
export function row(cells: readonly (string | number | undefined)[]): string {
	return cells
		.map((cell) => {
			if (cell === undefined || Number.isNaN(cell)) return '';

			const text = String(cell);
			return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
		})
		.join(',');
}
