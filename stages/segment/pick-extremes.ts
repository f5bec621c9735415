import type { PromptedObject } from '../../src/eval/items.js';
import type { Extremes, RankedObject } from '../../src/eval/segment/extremes.js';
import type { InstanceRecord } from '../../src/eval/statistics/records.js';
import { type Stage, stage } from '../../src/flow/stage.js';

/** Passes on the objects and prompts of these records. */
export function pickExtremes(extremes: Extremes): Stage<PromptedObject, RankedObject> {
	return stage(
		'pick-extremes',
		() => ({
			process: (item) =>
				extremes
					.filter(({ record }) => isRecordOf(record, item))
					.map(({ rank, iou }) => ({ ...item, rank, iou })),
		}),
		{ types: 'PromptedObject → RankedObject' },
	);
}

/**
 * Returns `true` if a record is of an item. A record without a point is a mean over prompts: any of them stands for
 * it.
 */
function isRecordOf({ position, instance, point }: InstanceRecord, item: PromptedObject): boolean {
	const { photo, object, prompt } = item;
	const [first] = prompt.points;
	const isPrompt = !point || (point.x === first?.x && point.y === first.y);
	return position === photo.position && instance === object.id && isPrompt;
}
