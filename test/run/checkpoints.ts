import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { checkedSafetensors } from '../../src/nn/write-safetensors.js';
import {
	checkpointName,
	clearCheckpoints,
	dropOldCheckpoints,
	newestCheckpoint,
} from '../../src/run/checkpoints.js';

async function runWith(...steps: readonly number[]): Promise<string> {
	const run = await mkdtemp(path.join(tmpdir(), 'checkpoints-'));
	await mkdir(path.join(run, 'checkpoints'));
	for (const step of steps) {
		const bytes = checkedSafetensors([], { step: String(step), next: String(10 * step) });
		await writeFile(path.join(run, checkpointName(step)), bytes);
	}

	return run;
}

const damage = (run: string, step: number) =>
	writeFile(path.join(run, checkpointName(step)), 'no checkpoint');
const filesOf = (run: string) => readdir(path.join(run, 'checkpoints'));
const never = () => {
	throw new Error('no warning was expected');
};

test('the newest is that of the greatest step, whatever the length of its number', async (t) => {
	const run = await runWith(999_999, 1_000_000, 5);
	t.deepEqual(await newestCheckpoint(run, never), {
		path: path.join(run, 'checkpoints/step-1000000.safetensors'),
		step: 1_000_000,
		next: 10_000_000,
	});
});

test('a run without checkpoints has no newest one', async (t) => {
	t.is(await newestCheckpoint(await runWith(), never), undefined);
	t.is(await newestCheckpoint(path.join(await runWith(), 'absent'), never), undefined);
});

test('damaged ones are passed over, each with a warning', async (t) => {
	const run = await runWith(1, 2, 3);
	await damage(run, 3);
	await damage(run, 2);
	const warnings: string[] = [];
	t.is((await newestCheckpoint(run, (line) => warnings.push(line)))?.step, 1);
	t.deepEqual(
		warnings.map((line) => /step-\d+/.exec(line)?.[0]),
		['step-000003', 'step-000002'],
	);
});

test('where all are damaged, the run is not begun anew by itself', async (t) => {
	const run = await runWith(1);
	await damage(run, 1);
	await t.throwsAsync(
		newestCheckpoint(run, () => {}),
		{ message: /All checkpoints in `.*` are damaged/ },
	);
});

test('only the newest stay', async (t) => {
	const run = await runWith(1, 2, 3, 10);
	await dropOldCheckpoints(run, 2);
	t.deepEqual(await filesOf(run), ['step-000003.safetensors', 'step-000010.safetensors']);
	await dropOldCheckpoints(run, 5);
	t.is((await filesOf(run)).length, 2);
});

test('what a crash left is cleared: half-written files, and damaged ones, which keep their bytes', async (t) => {
	const run = await runWith(1, 2);
	await damage(run, 3);
	await writeFile(path.join(run, 'checkpoints/step-000004.safetensors.123-1.tmp'), '');
	await clearCheckpoints(run, 2);
	t.deepEqual(await filesOf(run), [
		'step-000001.safetensors',
		'step-000002.safetensors',
		'step-000003.safetensors.damaged',
	]);
});
