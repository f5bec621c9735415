import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { protocolDifferences, readSummary } from '../../../src/eval/statistics/read-summary.js';

const metrics = {
	meanIoU: { value: 0.25, count: 100, interval: [0.2, 0.3] as [number, number], definition: '' },
};
const summary = (run: string, protocol: Record<string, unknown>) => ({ run, metrics, protocol });

test('runs that measured alike do not differ, whatever the order of the keys', (t) => {
	const first = summary('a', { prompt: { mode: 'centre', seed: 0 }, tokens: 1024 });
	const second = summary('b', { tokens: 1024, prompt: { seed: 0, mode: 'centre' } });
	t.deepEqual(protocolDifferences([first, second]), []);
});

test('differences are named by their path, with the value in each run', (t) => {
	const runs = [
		summary('a', { prompt: { mode: 'centre' }, thresholds: [0.1, 0.2] }),
		summary('b', { prompt: { mode: 'random', seed: 1 }, thresholds: [0.1, 0.3] }),
	];
	t.deepEqual(protocolDifferences(runs), [
		{ path: 'prompt.mode', values: ['"centre"', '"random"'] },
		{ path: 'thresholds', values: ['[0.1,0.2]', '[0.1,0.3]'] },
		{ path: 'prompt.seed', values: ['absent', '1'] },
	]);
});

test('a summary is read with its metrics and protocol', async (t) => {
	const run = await mkdtemp(path.join(tmpdir(), 'compare-'));
	await writeFile(
		path.join(run, 'summary.json'),
		JSON.stringify({ metrics, protocol: { tokens: 9 }, seed: 1 }),
	);
	t.deepEqual(await readSummary(run), { run, metrics, protocol: { tokens: 9 } });
});

test('no summary, or that of something else, is an error that names the file', async (t) => {
	const run = await mkdtemp(path.join(tmpdir(), 'compare-'));
	const file = path.join(run, 'summary.json');
	await t.throwsAsync(readSummary(run), {
		message: `\`${file}\` can't be read: is \`${run}\` the folder of a finished evaluation run?`,
	});
	for (const text of ['{', '{}', '{"metrics": {"loss": 1}, "protocol": {}}']) {
		await writeFile(file, text);
		await t.throwsAsync(readSummary(run), { message: `\`${file}\` isn't the summary of an evaluation run` });
	}
});
