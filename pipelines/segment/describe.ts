import { describeShard, type WrittenShard } from '../../src/eval/segment/shards.js';
import type { WrittenSummary } from '../../stages/segment/write-summary.js';

/** Describes the result of a segmentation in a few lines for the user. */
export function describeSegmentation(result: WrittenSummary | WrittenShard): string {
	if ('shard' in result) return describeShard(result);

	const { folder, metrics } = result;
	const percent = (name: string) => {
		const { value, interval } = metrics[name]!;
		const bounds = interval ? ` [${interval.map((bound) => (100 * bound).toFixed(1)).join(', ')}]` : '';
		return value === null ? '–' : `${(100 * value).toFixed(1)}%${bounds}`;
	};
	return [
		`Mean IoU ${percent('meanIoU')} at the threshold ${metrics.threshold!.value} over ${metrics.meanIoU!.count} objects;`,
		`oracle ${percent('meanIoUOracle')}, average precision ${percent('averagePrecision')}.`,
		`At equal distance from the prompt: AUROC ${percent('aurocAtDistance')}, average precision ${percent('averagePrecisionAtDistance')}.`,
		`Written to ${folder}: summary.json, instances.csv, curve.csv, overlays`,
	].join('\n');
}
