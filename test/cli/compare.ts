import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { compareCommand, formatComparison } from '../../src/cli/compare.js';
import type { Gains } from '../../src/eval/compare/gains.js';

const metric = (value: number | null, interval?: [number, number]) => ({
	value,
	count: 9,
	interval: interval ?? null,
	definition: '',
});
const summaries = [
	{
		run: 'runs/trained',
		protocol: {},
		metrics: { meanIoU: metric(0.249, [0.231, 0.2675]), auroc: metric(0.8) },
	},
	{ run: './runs/untrained/', protocol: {}, metrics: { meanIoU: metric(1 / 3), overlap: metric(null) } },
];
const unpaired = { summaries, gains: [] };

test('runs stand side by side, with intervals; what one lacks is a dash', (t) => {
	t.is(
		formatComparison(unpaired, 'text'),
		[
			'metric                   trained  untrained',
			'meanIoU  0.2490 [0.2310, 0.2675]     0.3333',
			'auroc                     0.8000          –',
			'overlap                        –          –',
			'',
		].join('\n'),
	);
});

test('CSV has every digit', (t) => {
	t.is(
		formatComparison(unpaired, 'csv'),
		'metric,trained,untrained\nmeanIoU,0.249,0.3333333333333333\nauroc,0.8,\noverlap,,\n',
	);
});

test('titles leave out the folders that all runs lie in, and no others', (t) => {
	const titles = (...runs: string[]) =>
		formatComparison(
			{ summaries: runs.map((run) => ({ run, protocol: {}, metrics: {} })), gains: [] },
			'csv',
		);
	t.is(titles('runs/a/eval', 'runs/b/eval'), 'metric,a/eval,b/eval\n');
	t.is(titles('runs/a', 'runs/a/b'), 'metric,a,a/b\n');
	t.is(titles('/one/two'), 'metric,two\n');
	t.is(titles('/runs/seed-1', '/runs/seed-10'), 'metric,seed-1,seed-10\n');
});

const gains: Gains = {
	meanIoU: { value: 0.0843, count: 9, interval: [0.01, 0.16], definition: '' },
	auroc: { value: -0.02, count: 9, interval: [-0.05, 0.01], definition: '' },
	dice: { value: 0.1, count: 1, interval: [0.1, 0.1], definition: '' },
	everything: { value: -2e-17, count: 9, interval: [-5e-17, -1e-17], definition: '' },
	overlap: { value: null, count: 0, interval: null, definition: '' },
};
const paired = {
	summaries: [
		...summaries.slice(0, 1),
		{
			run: 'runs/untrained',
			protocol: {},
			metrics: { dice: metric(0), everything: metric(0.2), overlap: metric(null) },
		},
	],
	gains: [undefined, gains],
};

test('differences are marked where their interval excludes 0, unless it is that of one photo', (t) => {
	const lines = formatComparison(paired, 'markdown').split('\n\n');
	t.is(
		lines[1],
		[
			'| difference from trained | untrained |',
			'| --- | ---: |',
			'| meanIoU | +0.0843 [+0.0100, +0.1600] * |',
			'| auroc | −0.0200 [−0.0500, +0.0100]   |',
			'| dice | +0.1000 [+0.1000, +0.1000]   |',
			'| everything | +0.0000 [+0.0000, +0.0000]   |',
			'| overlap | – |',
		].join('\n'),
	);
	t.regex(lines[2]!, /^Differences are paired by photo\./);
});

test('runs without a metric in common have no table of differences', (t) => {
	t.is(formatComparison({ summaries, gains: [undefined, {}] }, 'text'), formatComparison(unpaired, 'text'));
});

test('in CSV, differences are three columns a run', (t) => {
	const [titles, iou, , , , overlap] = formatComparison(paired, 'csv').split('\n');
	const title = 'untrained - trained';
	t.is(titles, `metric,trained,untrained,${title},${title} low,${title} high`);
	t.is(iou, 'meanIoU,0.249,,0.0843,0.01,0.16');
	t.is(overlap, 'overlap,,,,,');
});

test('an unknown format is refused', async (t) => {
	await t.throwsAsync(compareCommand([], { format: 'html', force: false }), {
		message: 'Unknown format `html`: it is one of `text`, `markdown`, `csv`',
	});
});

test('runs that measured differently are refused, saying in what', async (t) => {
	const runs = await Promise.all(
		['centre', 'random'].map(async (mode) => {
			const run = await mkdtemp(path.join(tmpdir(), `compare-${mode}-`));
			await writeFile(
				path.join(run, 'summary.json'),
				JSON.stringify({ metrics: {}, protocol: { prompt: { mode } } }),
			);
			return run;
		}),
	);
	const error = await t.throwsAsync(compareCommand(runs, { format: 'text', force: false }));
	t.regex(error!.message, /prompt\.mode +"centre" +"random"/);
	t.regex(error!.message, /`--force` prints them anyway$/);
});
