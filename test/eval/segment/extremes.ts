import test from 'ava';
import { cosineMap } from '../../../src/eval/features/similarity.js';
import { pointPrompt } from '../../../src/eval/map/prompts.js';
import { findExtremes } from '../../../src/eval/segment/extremes.js';
import { measureObject, thresholdObject } from '../../../src/eval/segment/measure.js';
import type { InstanceRecord } from '../../../src/eval/statistics/records.js';
import { photo } from '../_drawn.js';

const prompt = pointPrompt([{ x: 18, y: 20 }], photo.image, photo.features);
const object = photo.objects[0]!;
const map = cosineMap(photo.features, prompt.patches);
const record = measureObject(thresholdObject({ photo, object, prompt, weight: 1, map }));

const withIou = (instance: string, iou: number): InstanceRecord => ({
	...record,
	instance,
	curves: { ...record.curves, iou: Float64Array.of(0, iou) },
});

async function ranked(...ious: number[]) {
	const records = ious.map((iou, i) => withIou(String(i), iou));
	const found = await findExtremes(async function* () {
		yield* records;
	}, 1);
	return found.map(({ rank, record, iou }) => [rank, record.instance, iou]);
}

test('the best, the middle and the worst', async (t) => {
	t.deepEqual(await ranked(0.5, 0.1, 0.9, 0.7, 0.2), [
		['best', '2', 0.9],
		['median', '0', 0.5],
		['worst', '1', 0.1],
	]);
});

test('of few records one may be several, of none there are none', async (t) => {
	t.deepEqual(await ranked(0.5), [
		['best', '0', 0.5],
		['median', '0', 0.5],
		['worst', '0', 0.5],
	]);
	t.deepEqual(await ranked(0.5, 0.5), [
		['best', '0', 0.5],
		['median', '0', 0.5],
		['worst', '1', 0.5],
	]);
	t.deepEqual(await ranked(), []);
});
