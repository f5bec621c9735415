import test from 'ava';
import type { Case } from '../../bench/cases.js';
import { judge, type Side } from '../../bench/compare.js';
import { resultTable } from '../../bench/results.js';

const contest: Case = {
	name: 'step',
	title: 'a step',
	unit: 'ms',
	better: 'less',
	program: 'step',
	settings: { size: 0, batch: 0, count: 0 },
	smoke: {},
	peers: [],
	target: 1.5,
	limits: [
		{ what: 'memory', unit: 'MB', fact: 'peakMB', most: 'peer' },
		{ what: 'rate', unit: 'GFLOP/s', fact: 'gflops', least: 10 },
	],
};

const side = (name: string, values: number[], peakMB: number): Side => ({
	name,
	values,
	ready: { gflop: 2.875 },
	facts: { peakMB },
});

test('the fastest peer counts, by its median, and a ratio above 1 means that ours is better', (t) => {
	const ours = side('ours', [100, 120, 110, 130], 800);
	const [own, memory, rate] = judge(contest, [
		ours,
		side('slow', [900], 1),
		side('fast', [230, 900, 200], 400),
	]);
	t.deepEqual(own!.ours, { min: 100, median: 115 });
	t.deepEqual(own!.peer, { name: 'fast', min: 200, median: 230 });
	t.is(own!.ratio, 2);
	t.is(memory!.ratio, 0.5);
	t.deepEqual(rate!.peer, { name: 'at least 10 GFLOP/s', min: 10, median: 10 });
	t.is(rate!.ratio, 2.5);
	const more = judge({ ...contest, better: 'more' }, [
		ours,
		side('slow', [23], 1),
		side('fast', [46], 1),
	])[0]!;
	t.deepEqual([more.peer!.name, more.ratio], ['fast', 2.5]);
});

test('the table marks what is below its target, and what no peer was there for', (t) => {
	const ours = side('ours', [100], 800);
	const alone = resultTable(judge(contest, [ours]));
	t.regex(alone, /a step \| ms \| 100 \/ 100 \| not measured \| {2}\| ≥ 1\.5/);
	t.regex(alone, /a step: rate .* \*\*2\.88\*\*/);
	t.regex(resultTable(judge(contest, [ours, side('peer', [149], 1)])), /\*\*1\.49\*\* \(below\)/);
	t.notRegex(resultTable(judge(contest, [ours, side('peer', [151], 900)]).slice(0, 2)), /below/);
});
