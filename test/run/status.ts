import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { openRunFolder } from '../../src/run/folder.js';
import { isAlive, RunStatusFile, readStatus } from '../../src/run/status.js';
import { folderWith } from '../data/_folder.js';

const what = { pipeline: 'pretrain', canResume: true };

const never = () => {
	throw new Error('no warning was expected');
};

test('tells how the run stands, once a second at most', async (t) => {
	const run = path.join(folderWith(t, {}), 'run');
	const status = new RunStatusFile(openRunFolder(run), what);
	status.begin(never);
	const began = await readStatus(run);
	t.like(began, { ...what, state: 'running', pid: process.pid, progress: undefined });
	t.true(isAlive(began));
	t.false(isAlive({ ...began, start: '1' }), 'a later process of the same number');
	t.is(isAlive({ ...began, host: 'elsewhere' }), undefined);
	for (let done = 1; done <= 100; done++) status.update({ done, unit: 'step', values: { loss: Number.NaN } });
	t.is((await readStatus(run)).progress, undefined, 'within the same second');
	status.end('failed', 'no disk');
	const ended = await readStatus(run);
	t.like(ended, { state: 'failed', message: 'no disk' });
	t.deepEqual(ended.progress, { done: 100, unit: 'step', values: { loss: Number.NaN } });
	t.true(ended.seconds >= 0 && ended.updatedAt >= ended.startedAt);
	t.deepEqual(readdirSync(run), ['status.json'], 'nothing half-written');
});

test('a run that did not come to its work leaves nothing', (t) => {
	const run = path.join(folderWith(t, {}), 'run');
	new RunStatusFile(openRunFolder(run), what).end('failed');
	t.false(existsSync(run));
	const folder = openRunFolder(run);
	const status = new RunStatusFile(folder, what);
	status.begin(never);
	status.end('failed');
	folder.discard();
	t.false(existsSync(run));
});

test('a run whose status cannot be written goes on, and is told so once', (t) => {
	const run = path.join(folderWith(t, { 'run/status.json/in the way': '' }), 'run');
	const status = new RunStatusFile(openRunFolder(run, { resume: true }), what);
	const told: string[] = [];
	status.begin((line) => told.push(line));
	status.end('finished');
	t.is(told.length, 1);
	t.regex(told[0]!, /^`mmc watch` can't tell how this run stands: Can't write to `.*status\.json`/);
});
