import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { z } from 'zod';
import type { FoundPipeline } from '../../src/cli/find/find-pipelines.js';
import { type RunFlags, startRun } from '../../src/cli/start.js';
import { from } from '../../src/flow/flow.js';
import { toArray } from '../../src/flow/sink.js';
import { checkedSafetensors } from '../../src/nn/files/write-safetensors.js';
import { checkpointName } from '../../src/run/checkpoints.js';
import { openRunFolder } from '../../src/run/folder.js';
import { definePipeline } from '../../src/run/pipeline.js';

const backend = { name: 'wasm', version: '4.22.0', device: 'cpu' } as const;
const flags: RunFlags = { set: [], options: [], fork: false, pipelines: [] };
const never = (line: string) => {
	throw new Error(`unexpected warning: ${line}`);
};

const pipeline = definePipeline({
	summary: 'Counts.',
	options: z.strictObject({
		preset: z.string().optional(),
		steps: z.int().default(9),
		rate: z.number().default(0.5),
		checkpoint: z.strictObject({ keep: z.int().default(2) }).prefault({}),
	}),
	preset: { rate: 0.25 },
	presets: { slow: { summary: 'Slow', settings: { rate: 0.125 } } },
	mayChange: ['checkpoint'],
	build: () => from(() => [1]).into(toArray()),
});
const { mayChange, ...withoutCheckpoints } = pipeline;
const found = { name: 'count', file: 'count.ts', from: 'here', pipeline } as unknown as FoundPipeline;
const unresumable = { ...found, pipeline: withoutCheckpoints } as unknown as FoundPipeline;

/** A run of nine steps that was killed in its fourth, two of them in a checkpoint. */
async function killedRun(): Promise<string> {
	const run = path.join(await mkdtemp(path.join(tmpdir(), 'start-')), 'run');
	const start = await startRun(found, { ...flags, out: run, seed: 3, set: ['steps=8'] }, never);
	await start.record(backend, ['run', 'count']);
	const folder = openRunFolder(run, { resume: true });
	const bytes = checkedSafetensors([], { step: '2', next: '20' });
	await folder.write(checkpointName(2), bytes);
	for (const step of [1, 2, 3]) folder.append('metrics.jsonl', JSON.stringify({ step }));
	for (const item of [7, 19, 20, 31])
		folder.append('quarantine.jsonl', JSON.stringify({ item: `item ${item}` }));
	folder.close();
	return run;
}

const readJson = async (...names: string[]) => JSON.parse(await readFile(path.join(...names), 'utf8'));

test('a new run begins at the beginning, with the preset and the settings', async (t) => {
	const run = path.join(await mkdtemp(path.join(tmpdir(), 'start-')), 'run');
	const start = await startRun(found, { ...flags, out: run, set: ['steps=8'] }, never);
	t.deepEqual(start.options, { steps: 8, rate: 0.25, checkpoint: { keep: 2 } });
	t.deepEqual([start.seed, start.checkpoint], [0, undefined]);
	t.false(existsSync(run));
	await start.record(backend, []);
	t.like(await readJson(run, 'options.json'), { pipeline: 'count', seed: 0, options: { steps: 8 } });
});

test('a resumed run has its own options, seed and folder, and is cut back to its checkpoint', async (t) => {
	const run = await killedRun();
	const before = await readFile(path.join(run, 'options.json'), 'utf8');
	const told: string[] = [];
	const start = await startRun(found, { ...flags, resume: run }, (line) => told.push(line));
	t.deepEqual(start.options, { steps: 8, rate: 0.25, checkpoint: { keep: 2 } });
	t.deepEqual([start.seed, start.folder.folder], [3, run]);
	t.like(start.checkpoint, { step: 2, next: 20 });
	t.deepEqual(told, [`Going on with \`${run}\` after step 2`]);

	await start.record(backend, ['run', 'count', '--resume', run]);
	start.folder.close();
	t.is(await readFile(path.join(run, 'metrics.jsonl'), 'utf8'), '{"step":1}\n{"step":2}\n');
	t.is(await readFile(path.join(run, 'quarantine.jsonl'), 'utf8'), '{"item":"item 7"}\n{"item":"item 19"}\n');
	t.is(await readFile(path.join(run, 'options.json'), 'utf8'), before);
	t.like(await readJson(run, 'resumes.jsonl'), { step: 2, command: `mmc run count --resume ${run}` });
});

test('a run killed before its first checkpoint begins anew', async (t) => {
	const run = path.join(await mkdtemp(path.join(tmpdir(), 'start-')), 'run');
	await (await startRun(found, { ...flags, out: run }, never)).record(backend, []);
	const told: string[] = [];
	const start = await startRun(found, { ...flags, resume: run }, (line) => told.push(line));
	t.is(start.checkpoint, undefined);
	t.regex(told[0]!, /at the beginning: it has no checkpoint yet/);
});

test('options that the result depends on are refused by name, and nothing is changed', async (t) => {
	const run = await killedRun();
	const before = await readFile(path.join(run, 'options.json'), 'utf8');
	const changed = { ...flags, resume: run, seed: 4, set: ['steps=100', 'checkpoint.keep=5'] };
	const error = await t.throwsAsync(startRun(found, changed, never));
	t.is(
		error?.message,
		[
			'A run that goes on keeps its options; these differ:',
			'  --seed: 3 → 4',
			'  steps: 8 → 100',
			'Leave them out, or start a new run from its state with `--fork`',
		].join('\n'),
	);
	t.is(await readFile(path.join(run, 'options.json'), 'utf8'), before);
});

test('harmless options may change, and stay changed', async (t) => {
	const run = await killedRun();
	const told: string[] = [];
	const keep = { ...flags, resume: run, seed: 3, set: ['checkpoint.keep=5', 'steps=8'] };
	const start = await startRun(found, keep, (line) => told.push(line));
	await start.record(backend, []);
	start.folder.close();
	start.lock![Symbol.dispose]();
	t.true(told.includes('Changed: checkpoint.keep: 2 → 5'));
	const again = await startRun(found, { ...flags, resume: run }, () => {});
	t.deepEqual(again.options, { steps: 8, rate: 0.25, checkpoint: { keep: 5 } });
});

test('what computes otherwise than before is told', async (t) => {
	const run = await killedRun();
	const told: string[] = [];
	const start = await startRun(found, { ...flags, resume: run }, (line) => told.push(line));
	await start.record({ ...backend, version: '5.0.0' }, []);
	start.folder.close();
	t.is(told.at(-1), 'Not bit for bit as without the interruption: wasm: "4.22.0" → "5.0.0"');
});

test('a fork begins with the state in a folder of its own, and leaves the old run as it is', async (t) => {
	const run = await killedRun();
	const out = `${run}-fork`;
	const told: string[] = [];
	const forked = { ...flags, resume: run, fork: true, out, set: ['steps=100'] };
	const start = await startRun(found, forked, (line) => told.push(line));
	await start.record(backend, []);
	t.deepEqual(told, [`Starting from \`${run}\` after step 2`, 'Changed: steps: 8 → 100']);
	t.like(start.checkpoint, { step: 2, next: 20 });
	const { forkedFrom, options, seed } = await readJson(out, 'options.json');
	t.deepEqual(
		{ forkedFrom, steps: options.steps, seed },
		{ forkedFrom: { run, step: 2 }, steps: 100, seed: 3 },
	);
	t.is((await readFile(path.join(run, 'metrics.jsonl'), 'utf8')).split('\n').length, 4);
	t.is(start.checkpoint?.path, path.join(out, checkpointName(2)), 'the old run may remove its own');

	const resumed = await startRun(found, { ...flags, resume: out }, () => {});
	t.is(resumed.checkpoint?.step, 2, 'it can be resumed before it has made a step');
});

test('a preset’s values are recorded, stay when the run goes on, and come to a fork that names it', async (t) => {
	const run = path.join(await mkdtemp(path.join(tmpdir(), 'start-')), 'run');
	const slow = ['preset=slow'];
	await (await startRun(found, { ...flags, out: run, set: slow }, never)).record(backend, []);
	t.like(await readJson(run, 'options.json'), { options: { preset: 'slow', rate: 0.125 } });
	const resumed = await startRun(found, { ...flags, resume: run, set: slow }, () => {});
	t.like(resumed.options, { preset: 'slow', rate: 0.125 });

	const other = await killedRun();
	const out = `${other}-fork`;
	const fork = await startRun(found, { ...flags, resume: other, fork: true, out, set: slow }, () => {});
	t.like(fork.options, { preset: 'slow', rate: 0.125, steps: 8 });
	await t.throwsAsync(startRun(found, { ...flags, resume: other, set: slow }, never), {
		message: /rate: 0\.25 → 0\.125/,
	});
});

test('flags and runs that make no sense are refused', async (t) => {
	const run = await killedRun();
	const refuse = async (changes: Partial<RunFlags>, message: RegExp, pipelineFound = found) =>
		t.throwsAsync(startRun(pipelineFound, { ...flags, ...changes }, never), { message });
	await refuse({ fork: true }, /`--fork` needs `--resume RUN`/);
	await refuse({ resume: run, out: 'other' }, /leave out `--out`, or add `--fork`/);
	await refuse({ resume: `${run}-absent` }, /is `.*-absent` the folder of a run\?/);
	await refuse({ resume: run }, /keeps no checkpoints, so its runs can't be resumed/, unresumable);
	await refuse({ resume: run }, /is a run of `count`/, { ...found, name: 'other' });
	await refuse({ resume: run, fork: true, out: run }, /isn't empty/);
	const unreadable = await killedRun();
	await mkdir(path.join(unreadable, checkpointName(9)));
	await refuse({ resume: unreadable, fork: true, out: `${unreadable}-fork` }, /step-000009.* can't be read/);
	t.false(existsSync(`${unreadable}-fork`));
});

test('there is nothing to fork before the first checkpoint', async (t) => {
	const run = path.join(await mkdtemp(path.join(tmpdir(), 'start-')), 'run');
	await (await startRun(found, { ...flags, out: run }, never)).record(backend, []);
	await t.throwsAsync(startRun(found, { ...flags, resume: run, fork: true }, never), {
		message: /has no checkpoint to start from/,
	});
});

test('a checkpoint that is damaged is told, and stays until the run goes on', async (t) => {
	const run = await killedRun();
	await writeFile(path.join(run, checkpointName(5)), 'cut off');
	const told: string[] = [];
	const start = await startRun(found, { ...flags, resume: run }, (line) => told.push(line));
	t.regex(told[0]!, /Skipped a damaged checkpoint: `.*step-000005\.safetensors`/);
	t.true(existsSync(path.join(run, checkpointName(5))));
	await start.record(backend, []);
	start.folder.close();
	t.true(existsSync(`${path.join(run, checkpointName(5))}.damaged`));
});
