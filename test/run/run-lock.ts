import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openRunFolder, type RunFolder } from '../../src/run/folder.js';
import { lockRun } from '../../src/run/run-lock.js';
import { folderWith } from '../data/_folder.js';

const never = () => {
	throw new Error('no warning was expected');
};

const runFolder = (t: ExecutionContext) => openRunFolder(path.join(folderWith(t, {}), 'run'));

/** A run with the lock of this process, changed in some fields. */
async function lockedBy(t: ExecutionContext, changes: object): Promise<RunFolder> {
	const folder = runFolder(t);
	await lockRun(folder, never);
	const file = folder.path('run.lock');
	writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...changes }));
	return folder;
}

/** What is told when it is taken over. */
async function takeOver(t: ExecutionContext, folder: RunFolder): Promise<string> {
	const told: string[] = [];
	const lock = await lockRun(folder, (line) => told.push(line));
	t.is(JSON.parse(readFileSync(folder.path('run.lock'), 'utf8')).pid, process.pid);
	lock[Symbol.dispose]();
	t.false(existsSync(folder.path('run.lock')));
	t.is(told.length, 1);
	return told[0]!;
}

test('a run that is worked on is refused until its process lets go', async (t) => {
	const folder = runFolder(t);
	const lock = await lockRun(folder, never);
	const error = await t.throwsAsync(lockRun(folder, never), { name: 'RunLockedError' });
	t.regex(error.message, new RegExp(`is being worked on by process ${process.pid}: end it first`));
	t.like(error, { exitCode: 1 });
	lock[Symbol.dispose]();
	(await lockRun(folder, never))[Symbol.dispose]();
});

test('what a process has left that has gone is taken over', async (t) => {
	const script = 'process.stdout.write(String(process.pid))';
	const pid = Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
	t.regex(
		await takeOver(t, await lockedBy(t, { pid })),
		new RegExp(`from process ${pid} of .*, which has gone`),
	);
});

test('its number may be another process’s by now: after a while, or after a restart of the machine', async (t) => {
	t.regex(await takeOver(t, await lockedBy(t, { start: '1' })), /which has gone/);
	t.regex(await takeOver(t, await lockedBy(t, { boot: 'before' })), /which has gone/);
});

for (const field of ['host', 'namespace']) {
	test(`what can't be looked for, of another ${field}, has gone when it has told nothing for long`, async (t) => {
		const folder = await lockedBy(t, { [field]: 'another' });
		const error = await t.throwsAsync(lockRun(folder, never), { name: 'RunLockedError' });
		t.regex(error.message, /told how it stands \d s ago: try again when .* or remove `.*run\.lock`/);
		t.like(error, { exitCode: 75 });

		const minutesAgo = new Date(Date.now() - 6 * 60_000);
		utimesSync(folder.path('run.lock'), minutesAgo, minutesAgo);
		folder.writeSoon('status.json', '{}');
		await t.throwsAsync(lockRun(folder, never), { message: /may still be worked on/ });
		utimesSync(folder.path('status.json'), minutesAgo, minutesAgo);
		t.regex(await takeOver(t, folder), /which has gone/);
	});
}

test('half a lock, of a crash, keeps nobody out', async (t) => {
	const folder = await lockedBy(t, {});
	writeFileSync(folder.path('run.lock'), '{"pid":');
	t.regex(await takeOver(t, folder), /process unknown/);
});

test('a lock that another process has taken over is not let go', async (t) => {
	const folder = runFolder(t);
	const lock = await lockRun(folder, never);
	writeFileSync(folder.path('run.lock'), '{}');
	lock[Symbol.dispose]();
	t.true(existsSync(folder.path('run.lock')));
});

test('a folder that holds a lock alone, of a process that was killed at once, is as good as empty', async (t) => {
	const folder = await lockedBy(t, { start: '1' });
	t.notThrows(() => openRunFolder(folder.folder));
});
