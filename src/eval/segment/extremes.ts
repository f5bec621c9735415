import type { PromptedObject, ScoreMap } from '../items.js';
import type { InstanceRecord } from '../statistics/records.js';

const ranks = ['best', 'median', 'worst'] as const;
/** The place of an object among all by its IoU. */
export type Rank = (typeof ranks)[number];

/** The objects with the greatest, the middle and the least IoU. */
export type Extremes = readonly {
	readonly rank: Rank;
	readonly record: InstanceRecord;
	readonly iou: number;
}[];

/** An object with its place among all by IoU. */
export interface RankedObject extends PromptedObject {
	readonly rank: Rank;
	readonly iou: number;
}

/** A ranked object with the similarity map of its prompt. */
export interface RankedMap extends RankedObject {
	readonly map: ScoreMap;
}

/**
 * Finds the records with the greatest, the middle and the least IoU, the earlier one on ties. Reads the records
 * twice, since those of a data set need not fit into memory.
 *
 * @param k index of the threshold
 */
export async function findExtremes(
	records: () => AsyncIterable<InstanceRecord>,
	k: number,
): Promise<Extremes> {
	const ious: number[] = [];
	for await (const { curves } of records()) ious.push(curves.iou[k]!);

	const order = ious.map((_, place) => place).sort((a, b) => ious[b]! - ious[a]!);
	const last = order.length - 1;
	const wanted = [order[0], order[last >> 1], order[last]];
	const found: InstanceRecord[] = [];
	let place = 0;
	for await (const record of records()) {
		for (const [i, where] of wanted.entries()) if (where === place) found[i] = record;
		place++;
	}
	return found.map((record, i) => ({ rank: ranks[i]!, record, iou: record.curves.iou[k]! }));
}
