import test from 'ava';
import { figuresAt } from '../../../src/eval/segment/aggregate.js';
import { pairedDifferences } from '../../../src/eval/statistics/paired-difference.js';
import { mulberry32 } from '../../../src/math/random.js';
import { near } from '../../math/_near.js';
import { each, recordOf } from '../_records.js';

const ious = Array.from({ length: 40 }, (_, i) => ((i * 17) % 40) / 50);
const run = (gain: (i: number) => number) =>
	figuresAt(each(ious.map((iou, i) => recordOf({ position: i, image: `${i}.jpg`, iou: iou + gain(i) }))), 0);

test('an equal gain on every photo has no spread, however much the photos differ', async (t) => {
	const { meanIoU } = pairedDifferences(await run(() => 0), await run(() => 0.1), mulberry32(0));
	near(t, meanIoU!.value!, 0.1);
	near(t, [...meanIoU!.interval!], [0.1, 0.1]);
	t.is(meanIoU!.count, 40);
});

test('a gain on some photos and a loss on others is uncertain', async (t) => {
	const second = await run((i) => (i % 2 === 0 ? 0.1 : -0.1));
	const [low, high] = pairedDifferences(await run(() => 0), second, mulberry32(0)).meanIoU!.interval!;
	t.true(low < -0.01 && high > 0.01);
});

test('runs on other photos are not paired', async (t) => {
	const first = await run(() => 0);
	const second = await figuresAt(each([recordOf({ image: '0.jpg', iou: 0.5 })]), 0);
	t.throws(() => pairedDifferences(first, second, mulberry32(0)), {
		message: /Photo 2 is `1\.jpg` in one run and `missing` in the other/,
	});
});
