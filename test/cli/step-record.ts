import test from 'ava';
import { readStepRecord } from '../../src/cli/step-record.js';
import { folderWith } from '../data/_folder.js';

test('a step is found in a run that a crash has cut off within a line', async (t) => {
	const run = folderWith(t, {
		'metrics.jsonl': '{"step":1,"loss":3}\n{"step":2,"loss":2}\n{"step":3,"lo',
		'incidents.jsonl': '{"step":2,"tensor":"loss"}\n{"st',
	});
	t.like(await readStepRecord(run, 2), {
		step: 2,
		metrics: { loss: 2 },
		incidents: { length: 1 },
	});
	await t.throwsAsync(readStepRecord(run, 3), {
		message: /has no step 3 to make again: it has steps 1 to 2$/,
	});
});

test('a line that is damaged in between is told of by its number', async (t) => {
	const run = folderWith(t, { 'metrics.jsonl': '{"step":1}\n{"st\n{"step":3}\n' });
	await t.throwsAsync(readStepRecord(run, 3), { message: /metrics\.jsonl`, line 2: / });
});

test('a run of very many steps says which it has', async (t) => {
	const lines = Array.from({ length: 150_000 }, (_, i) => `{"step":${i + 1}}\n`);
	const run = folderWith(t, { 'metrics.jsonl': lines.join('') });
	await t.throwsAsync(readStepRecord(run, 150_001), { message: /it has steps 1 to 150000$/ });
	await t.throwsAsync(readStepRecord(folderWith(t, {}), 1), { message: /it has no step yet$/ });
});
