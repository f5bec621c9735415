import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { folderWith } from '../data/_folder.js';
import { buildMmc } from '../support/build-mmc.js';

let program: string;

test.before(() => {
	program = path.join(buildMmc(), 'mmc.mjs');
});

/** Says something of each of its items, and writes a line of each. */
const talkative = `
	import { definePipeline, from, map, toArray } from 'masked-momentum';
	import { z } from 'zod';
	import { setTimeout } from 'node:timers/promises';

	export default definePipeline({
		summary: 'Says much',
		options: z.strictObject({}),
		mayChange: [],
		build: (_, folder) =>
			from(() => Array.from({ length: 300 }, (_, i) => i))
				.via(map('refuse', async (x) => {
					await setTimeout(2);
					if (x % 20 === 0) throw new Error('left out');
					folder.append('items.jsonl', String(x));
					return x;
				}, { onError: 'skip' }))
				.into(toArray()),
	});
`;

const environment = { ...process.env, MMC_BACKEND: 'cpu', NODE_OPTIONS: '', NODE_V8_COVERAGE: undefined };

async function assertWhole(t: ExecutionContext, run: string): Promise<void> {
	t.is(readFileSync(path.join(run, 'items.jsonl'), 'utf8').trim().split('\n').length, 285);
	t.is(JSON.parse(readFileSync(path.join(run, 'status.json'), 'utf8')).state, 'finished');
	t.false(existsSync(path.join(run, 'run.lock')));
}

test('a reader that goes away ends no run', async (t) => {
	const folder = folderWith(t, { 'talkative.js': talkative });
	const args = [program, 'run', './talkative.js', '--out', 'run'];
	const child = spawn(process.execPath, args, { cwd: folder, env: environment });
	await once(child.stderr, 'data');
	child.stderr.destroy();
	child.stdout.destroy();
	const [code] = await once(child, 'exit');
	t.is(code, 0);
	await assertWhole(t, path.join(folder, 'run'));
});

const testWithFull = existsSync('/dev/full') ? test : test.skip;

testWithFull('a full disk below what a run says ends it no more', async (t) => {
	const folder = folderWith(t, { 'talkative.js': talkative });
	const full = openSync('/dev/full', 'w');
	const args = [program, 'run', './talkative.js', '--out', 'run'];
	const child = spawn(process.execPath, args, {
		cwd: folder,
		env: environment,
		stdio: ['ignore', full, full],
	});
	const [code] = await once(child, 'exit');
	t.is(code, 0);
	await assertWhole(t, path.join(folder, 'run'));
});

testWithFull('a command that only prints fails where its output is lost, in words', async (t) => {
	const full = openSync('/dev/full', 'w');
	const child = spawn(process.execPath, [program, 'show', 'segment'], {
		env: environment,
		stdio: ['ignore', full, 'pipe'],
	});
	let said = '';
	child.stderr!.on('data', (text) => {
		said += text;
	});
	const [code] = await once(child, 'close');
	t.is(code, 1);
	t.regex(said, /^The output can't be written: ENOSPC[^\n]*\n$/);
});

test('a reader of a list that had enough is no failure', async (t) => {
	const child = spawn(process.execPath, [program, 'show', 'segment'], { env: environment });
	child.stdout.destroy();
	let said = '';
	child.stderr.on('data', (text) => {
		said += text;
	});
	const [code] = await once(child, 'close');
	t.deepEqual([code, said], [0, '']);
});
