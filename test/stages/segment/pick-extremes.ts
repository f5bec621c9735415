import test from 'ava';
import type { InstanceRecord } from '../../../src/eval/statistics/records.js';
import { from } from '../../../src/flow/flow.js';
import { toArray } from '../../../src/flow/sink.js';
import { pickExtremes } from '../../../stages/segment/pick-extremes.js';
import { promptOptions, promptSampling } from '../../../stages/segment/prompt-sampling.js';
import { photo } from '../../eval/_drawn.js';
import { stageContract } from '../../support/stage-contract.js';

const photos = [0, 1].map((position) => ({ ...photo, position }));
const options = promptOptions.parse({ mode: 'random', count: 3 });
const prompted = from(() => photos).via(promptSampling({ ...options, mode: 'random' }));
const items = await prompted.into(toArray()).run();

const recordOf = (place: number, withPoint = true) => {
	const { photo, object, prompt } = items[place]!;
	const point = withPoint && { point: prompt.points[0]! };
	return { position: photo.position, instance: object.id, ...point } as InstanceRecord;
};

test('meets the contract of stages', async (t) => {
	const extremes = [{ rank: 'best', record: recordOf(0), iou: 0.5 }] as const;
	await stageContract(t, { stage: pickExtremes(extremes), input: prompted });
});

test('only the prompts of the records pass, with rank and IoU', async (t) => {
	const extremes = [
		{ rank: 'best', record: recordOf(16), iou: 0.9 },
		{ rank: 'median', record: recordOf(4), iou: 0.5 },
		{ rank: 'worst', record: recordOf(4), iou: 0.5 },
	] as const;
	const picked = await prompted.via(pickExtremes(extremes)).into(toArray()).run();
	t.deepEqual(picked, [
		{ ...items[4]!, rank: 'median', iou: 0.5 },
		{ ...items[4]!, rank: 'worst', iou: 0.5 },
		{ ...items[16]!, rank: 'best', iou: 0.9 },
	]);
});

test('a record that is a mean over prompts is any of its object’s', async (t) => {
	const extremes = [{ rank: 'best', record: recordOf(3, false), iou: 0.5 }] as const;
	const picked = await prompted.via(pickExtremes(extremes)).into(toArray()).run();
	t.deepEqual(
		picked.map(({ object }) => object.id),
		Array(3).fill(items[3]!.object.id),
	);
});
