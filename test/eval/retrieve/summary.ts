import test from 'ava';
import type { RetrievalRecord } from '../../../src/eval/retrieve/retrieval.js';
import { classTable, summariseRetrieval } from '../../../src/eval/retrieve/summary.js';
import { mulberry32 } from '../../../src/math/random.js';
import { near } from '../../math/_near.js';

function record(image: string, counts: Record<string, [hits: number, predicted: number, target: number]>) {
	const entries = Object.entries(counts).map(([name, [hits, predicted, target]]) => {
		return [name, { hits, predicted, target }] as const;
	});
	return { image, counts: new Map(entries) } satisfies RetrievalRecord;
}

const records = [
	record('a', { background: [50, 60, 70], cat: [20, 40, 30] }),
	record('b', { background: [80, 90, 80], dog: [0, 0, 20], sheep: [0, 10, 0] }),
];

test('figures by hand: pixels are summed over photos, and classes that are nowhere do not count', (t) => {
	const metrics = summariseRetrieval(records, mulberry32(0));
	t.deepEqual(Object.keys(metrics), ['meanIoU', 'pixelAccuracy', 'pixelAccuracyBackground']);
	// background 130 of 150 + 150 − 130, cat 20 of 40 + 30 − 20, dog 0; sheep is nowhere.
	near(t, metrics.meanIoU!.value!, (130 / 170 + 20 / 50 + 0) / 3);
	t.is(metrics.meanIoU!.count, 3);
	near(t, metrics.pixelAccuracy!.value!, 150 / 200);
	near(t, metrics.pixelAccuracyBackground!.value!, 150 / 200);
	t.is(metrics.pixelAccuracy!.count, 2);
	// Of two photos, the draws are twice the one, twice the other, or both.
	near(t, metrics.pixelAccuracy!.interval!, [70 / 100, 80 / 100]);
});

test('the table has a row a class that is somewhere', (t) => {
	t.is(
		classTable(records),
		`class,iou,target,predicted,hits\nbackground,${130 / 170},150,150,130\ncat,0.4,30,40,20\ndog,0,20,0,0\n`,
	);
});

test('no photo is an error with a remedy', (t) => {
	t.throws(() => summariseRetrieval([], mulberry32(0)), { message: /No photo was segmented: check/ });
});

test('the classes of a sample are summed once for all figures', (t) => {
	let sums = 0;
	const counted = records.map(({ image, counts }) => ({
		image,
		get counts() {
			sums++;
			return counts;
		},
	}));
	const draws = 50;
	summariseRetrieval(counted, mulberry32(0), draws);
	// A sample without some photo does not look at it.
	t.true(sums <= records.length * (draws + 2), `${sums} looks at photos`);
});
