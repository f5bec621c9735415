/** Runs that are killed or stopped and go on; `resume.long.ts` does so many times and in other ways. */
import { existsSync } from 'node:fs';
import { truncate } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import {
	begin,
	folder,
	linesOf,
	makeWhole,
	mmc,
	newest,
	removeRuns,
	resume,
	steps,
	untilLines,
	whole,
} from './_resumed.js';
import { resultOf } from './_tiny-run.js';

test.before(makeWhole);
test.after.always(removeRuns);

test.serial('a run that was killed ends with the bytes of one that was not interrupted', async (t) => {
	const run = path.join(folder, 'killed');
	const running = await mmc.run(...begin(run, 'checkpoint.everySteps=2'));
	await untilLines(run, 5, running);
	running.kill('SIGKILL');
	t.is((await running.ended).code, 'SIGKILL');
	t.true(linesOf(run) < steps);
	const { code, stderr } = await mmc.runToEnd(...resume(run));
	t.is(code, 0, stderr);
	t.deepEqual(resultOf(run), resultOf(whole));
});

test.serial(
	'a stopped run can be requeued; a damaged checkpoint is passed over for the one before',
	async (t) => {
		const run = path.join(folder, 'stopped');
		const running = await mmc.run(...begin(run, 'checkpoint.everySteps=2'));
		await untilLines(run, 3, running);
		running.kill('SIGTERM');
		const { code, stdout, stderr } = await running.ended;
		t.is(code, 75, stderr);
		t.true(stdout.includes(`Continue with: mmc run pretrain --resume ${run}`));
		t.true(linesOf(run) < steps);
		t.is(newest(run), `step-${String(linesOf(run)).padStart(6, '0')}.safetensors`);
		t.true(existsSync(path.join(run, 'student.safetensors')));

		const damaged = path.join(run, 'checkpoints', newest(run));
		await truncate(damaged, 1_000_000);
		const resumed = await mmc.runToEnd(...resume(run));
		t.is(resumed.code, 0, resumed.stderr);
		t.true(resumed.stderr.includes(`Skipped a damaged checkpoint: \`${damaged}\``), resumed.stderr);
		t.true(existsSync(`${damaged}.damaged`));
		t.deepEqual(resultOf(run), resultOf(whole));
	},
);
