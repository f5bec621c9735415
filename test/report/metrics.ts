import path from 'node:path';
import test from 'ava';
import { readMetrics } from '../../src/report/metrics.js';
import { folderWith } from '../data/_folder.js';

const lines = (count: number) =>
	Array.from({ length: count }, (_, i) =>
		JSON.stringify({ step: i + 1, loss: i % 2, ...(i > 0 && { late: 1 }) }),
	);

test('every step of a short run', async (t) => {
	const folder = folderWith(t, { 'metrics.jsonl': `${lines(3).join('\n')}\n{"step": 4, "lo` });
	t.deepEqual(await readMetrics(path.join(folder, 'metrics.jsonl')), {
		steps: [1, 2, 3],
		figures: { 'train/loss': [0, 1, 0], 'train/late': [Number.NaN, 1, 1] },
		last: { step: 3, loss: 0, late: 1 },
		stepsPerPoint: 1,
	});
});

test('means over the steps of a long one', async (t) => {
	const folder = folderWith(t, { 'metrics.jsonl': lines(5000).join('\n') });
	const metrics = await readMetrics(path.join(folder, 'metrics.jsonl'));
	t.is(metrics!.stepsPerPoint, 16);
	t.is(metrics!.steps.length, Math.ceil(5000 / 16));
	t.deepEqual(metrics!.steps.slice(0, 2), [16, 32]);
	t.is(metrics!.steps.at(-1), 5000);
	t.true(metrics!.figures['train/loss']!.every((value) => value === 0.5));
});

test('a run without metrics has none', async (t) => {
	const folder = folderWith(t, { 'metrics.jsonl': '' });
	t.is(await readMetrics(path.join(folder, 'metrics.jsonl')), undefined);
	t.is(await readMetrics(path.join(folder, 'none')), undefined);
});
