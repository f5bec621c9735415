import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { compareCommand, formatComparison } from '../../src/cli/compare.js';

const metric = (value: number | null, interval?: [number, number]) => ({
	value,
	...(interval && { interval }),
});
const summaries = [
	{
		run: 'runs/trained',
		protocol: {},
		metrics: { meanIoU: metric(0.249, [0.231, 0.2675]), auroc: metric(0.8) },
	},
	{ run: 'runs/untrained', protocol: {}, metrics: { meanIoU: metric(1 / 3), overlap: metric(null) } },
];

test('runs stand side by side, with intervals; what one lacks is a dash', (t) => {
	t.is(
		formatComparison(summaries, 'text'),
		[
			'metric              runs/trained  runs/untrained',
			'meanIoU  0.2490 [0.2310, 0.2675]          0.3333',
			'auroc                     0.8000               –',
			'overlap                        –               –',
			'',
		].join('\n'),
	);
});

test('CSV has every digit', (t) => {
	t.is(
		formatComparison(summaries, 'csv'),
		'metric,runs/trained,runs/untrained\nmeanIoU,0.249,0.3333333333333333\nauroc,0.8,\noverlap,,\n',
	);
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
	t.regex(error!.message, /`--force` prints them all the same$/);
});
