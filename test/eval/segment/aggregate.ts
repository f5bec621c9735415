import test from 'ava';
import { aggregate } from '../../../src/eval/segment/aggregate.js';
import { mulberry32 } from '../../../src/math/random.js';
import { near } from '../../math/_near.js';
import { each, recordOf } from '../_records.js';

const records = [
	recordOf({ position: 0, class: 'cat', area: 100, iou: 0.2 }),
	recordOf({ position: 0, class: 'dog', area: 2000, iou: 0.4, until: 0.3, auroc: Number.NaN }),
	recordOf({ position: 4, class: 'cat', area: 2000, iou: 0.9 }),
];
const summarise = (options: { threshold?: number } = {}, from = records) =>
	aggregate(() => each(from), { random: mulberry32(0), ...options });
const value = ({ metrics }: Awaited<ReturnType<typeof summarise>>, name: string) => metrics[name]!.value!;

test('every name that scripts rely on has a value, a count and a definition', async (t) => {
	const { metrics } = await summarise();
	for (const name of [
		'meanIoU',
		'threshold',
		'meanIoUClass',
		'meanIoUOtsu',
		'meanIoUOracle',
		'meanIoUSmall',
		'meanIoUMedium',
		'meanIoULarge',
		'averagePrecision',
		'auroc',
		'aurocAtDistance',
		'averagePrecisionAtDistance',
		'boundaryF',
		'gridCeiling',
		'everything',
	]) {
		t.deepEqual(Object.keys(metrics[name]!), ['value', 'count', 'interval', 'definition'], name);
	}
});

test('means over objects, classes and photos, at the set’s own best threshold', async (t) => {
	const summary = await summarise();
	t.is(value(summary, 'threshold'), -0.1); // the lowest of many equal ones
	near(t, value(summary, 'meanIoU'), 0.5);
	near(t, value(summary, 'meanIoUClass'), ((0.2 + 0.9) / 2 + 0.4) / 2);
	near(t, value(summary, 'meanIoUImage'), (0.3 + 0.9) / 2);
	near(t, value(summary, 'meanIoUSmall'), 0.2);
	near(t, value(summary, 'meanIoUMedium'), 0.65);
	near(t, value(summary, 'precision'), 0.25);
	near(t, value(summary, 'boundaryF'), 0.5 / 8);
	const { meanIoU, meanIoUClass, meanIoUImage, meanIoUMedium } = summary.metrics;
	t.deepEqual(
		[meanIoU, meanIoUClass, meanIoUImage, meanIoUMedium].map((metric) => metric!.count),
		[3, 2, 2, 2],
	);
});

test('a size without an object has no value, and an object without AUROC is not counted', async (t) => {
	const { metrics } = await summarise();
	const { definition, ...large } = metrics.meanIoULarge!;
	t.deepEqual(large, { value: null, count: 0, interval: null });
	t.regex(definition, /large/);
	t.is(metrics.auroc!.count, 2);
	t.is(metrics.auroc!.value, 0.9);
});

test('what records of an earlier version have not measured is absent', async (t) => {
	const old = records.map((record) => {
		const { aurocAtDistance: _, averagePrecisionAtDistance: __, ...rest } = record;
		return rest;
	});
	const { metrics } = await summarise({}, old);
	const names = Object.keys((await summarise()).metrics);
	t.deepEqual(
		names.filter((name) => !(name in metrics)),
		['aurocAtDistance', 'averagePrecisionAtDistance'],
	);
	t.is(metrics.auroc!.value, 0.9);
});

test('a given threshold is used and named as given', async (t) => {
	const summary = await summarise({ threshold: 0.4 });
	near(t, value(summary, 'meanIoU'), 1.1 / 3);
	t.is(value(summary, 'threshold'), 0.4);
	t.regex(summary.metrics.threshold!.definition, /given/);
	near(t, summary.curve.iou[0]!, 0.5);
	await t.throwsAsync(summarise({ threshold: 0.405 }), { message: /`0.405`/ });
});

test('several prompts of an object count as one object', async (t) => {
	const draws = [
		recordOf({ weight: 0.5, iou: 0.1 }),
		recordOf({ weight: 0.5, iou: 0.3 }),
		recordOf({ position: 1, iou: 0.8 }),
	];
	const { metrics } = await summarise({}, draws);
	near(t, metrics.meanIoU!.value!, 0.5);
	t.is(metrics.meanIoU!.count, 2);
});

test('the interval is of photos, not of objects', async (t) => {
	const { metrics } = await summarise();
	const [low, high] = metrics.meanIoU!.interval!;
	near(t, [low, high], [0.3, 0.9]); // both times the first photo, or the second
	t.is(metrics.threshold!.interval, null);
});

test('no record at all is an error with a remedy', async (t) => {
	await t.throwsAsync(summarise({}, []), { message: /No object was evaluated: check/ });
});
