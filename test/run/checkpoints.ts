import { renameSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { checkedSafetensors } from '../../src/nn/files/write-safetensors.js';
import {
	bestName,
	bestSteps,
	checkpointName,
	clearCheckpoints,
	dropOldBest,
	dropOldCheckpoints,
	dropOldIncidentStates,
	incidentStateName,
	newestCheckpoint,
	stateBefore,
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

test("one that can't be read may be sound: nothing is passed over, and the error says what it is", async (t) => {
	const run = await runWith(1, 2);
	await mkdir(path.join(run, checkpointName(3)));
	const message = /^Checkpoint `.*step-000003\.safetensors` can't be read: EISDIR.* nothing was changed/;
	await t.throwsAsync(newestCheckpoint(run, never), { message });
	await t.throwsAsync(stateBefore(run, { step: 4 }, never), { message });

	const linked = await runWith(1);
	await symlink('/nowhere', path.join(linked, checkpointName(2)));
	await t.throwsAsync(newestCheckpoint(linked, never), { message: /can't be read: ENOENT/ });
});

test('one that the run removes meanwhile has a newer one', async (t) => {
	const [run, other] = [await runWith(1), await runWith(3)];
	await damage(run, 2);
	const found = await newestCheckpoint(run, () => {
		rmSync(path.join(run, checkpointName(1)));
		renameSync(path.join(other, checkpointName(3)), path.join(run, checkpointName(3)));
	});
	t.is(found?.step, 3);
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

async function keepAsBest(run: string, ...steps: readonly number[]): Promise<void> {
	for (const step of steps) await writeFile(path.join(run, bestName(step)), '');
}

test('of the best, the newest stays, and what was the best at a checkpoint to resume from', async (t) => {
	const run = await runWith(10, 20);
	await keepAsBest(run, 3, 5, 10, 12, 15, 25, 27);
	await dropOldBest(run);
	t.deepEqual(await bestSteps(run), [10, 15, 27]);
	await clearCheckpoints(run, 20);
	t.deepEqual(await bestSteps(run), [10, 15], 'those of later steps are made again');

	const young = await runWith();
	await keepAsBest(young, 1, 2);
	await dropOldBest(young);
	t.deepEqual(await bestSteps(young), [2]);
});

test('of a step, the state kept for its incidents is the nearest one before', async (t) => {
	const run = await runWith(4, 5, 9);
	const keep = (step: number, next: number) => {
		const bytes = checkedSafetensors([], { step: String(step - 1), next: String(next) });
		return writeFile(path.join(run, incidentStateName(step)), bytes);
	};
	await keep(6, 45);
	const before = async (at: { step: number; from?: number }) => (await stateBefore(run, at, never))?.next;
	t.is(await before({ step: 6, from: 45 }), 45);
	t.is(await before({ step: 5 }), 40);
	t.is(await before({ step: 9 }), 45, 'that of an earlier step is as good as a checkpoint');
	t.is(await before({ step: 10 }), 90);
	t.is(await before({ step: 10, from: 88 }), 45, 'a checkpoint behind the batch is none before it');
	t.is(await before({ step: 4 }), undefined);
	await dropOldIncidentStates(run, 7);
	t.is(await before({ step: 6 }), 50);
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
