import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { readGains } from '../../../src/eval/compare/gains.js';
import { encodeRecord, recordsFile } from '../../../src/eval/statistics/records.js';
import { near } from '../../math/_near.js';
import { recordOf } from '../_records.js';

/** A run on photos `0.jpg` …, with these IoUs up to `until`. */
async function run(
	ious: readonly number[],
	{ until = 0.5, threshold = 0.1, lacks = [] as readonly string[] } = {},
) {
	const folder = await mkdtemp(path.join(tmpdir(), 'mmc-gains-'));
	const records = ious.map((iou, i) => recordOf({ position: i, image: `${i}.jpg`, iou, until }));
	const kept = records.map((record) =>
		Object.fromEntries(Object.entries(record).filter(([name]) => !lacks.includes(name))),
	);
	const lines = kept.map((record) => `${encodeRecord(record)}\n`);
	await writeFile(path.join(folder, recordsFile), lines.join(''));
	const chosen = { value: threshold, count: ious.length, interval: null, definition: '' };
	return { run: folder, protocol: {}, metrics: { threshold: chosen } };
}

test('each run is measured at its own threshold', async (t) => {
	const [none, gains] = await readGains([
		await run([0.1, 0.2, 0.6], { until: 0.2, threshold: 0.15 }),
		await run([0.3, 0.4, 0.8], { until: 0.9, threshold: 0.85 }),
	]);
	t.is(none, undefined);
	near(t, gains!.meanIoU!.value!, 0.2);
	near(t, [...gains!.meanIoU!.interval!], [0.2, 0.2]);
	t.is(gains!.threshold, undefined);
});

test('a run of an earlier version is compared without the figures that it has not measured', async (t) => {
	const old = await run([0.1, 0.2], { lacks: ['aurocAtDistance', 'averagePrecisionAtDistance'] });
	const present = await run([0.2, 0.3]);
	for (const runs of [
		[old, present],
		[present, old],
	]) {
		const [, gains] = await readGains(runs);
		t.false('aurocAtDistance' in gains!);
		t.is(gains!.auroc!.value, 0);
	}
	const [, gains] = await readGains([present, present]);
	t.is(gains!.aurocAtDistance!.value, 0);
});

test('a run without records is not paired', async (t) => {
	const summaries = [await run([0.1]), { run: 'gone', protocol: {}, metrics: {} }];
	t.deepEqual(await readGains(summaries), [undefined, undefined]);
	t.deepEqual(await readGains(summaries.reverse()), [undefined, undefined]);
});

test('runs on other photos are refused', async (t) => {
	await t.throwsAsync(readGains([await run([0.1, 0.2]), await run([0.1])]), {
		message: /Photo 2 is `1\.jpg`/,
	});
});
