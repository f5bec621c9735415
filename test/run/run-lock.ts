import { execFileSync, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs, { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
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

/** The text of a lock of this process. */
async function lockText(t: ExecutionContext): Promise<string> {
	const folder = runFolder(t);
	using _ = await lockRun(folder, never);
	return readFileSync(folder.path('run.lock'), 'utf8');
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
		folder.writeUnsynced('status.json', '{}');
		await t.throwsAsync(lockRun(folder, never), { message: /may still be worked on/ });
		utimesSync(folder.path('status.json'), minutesAgo, minutesAgo);
		t.regex(await takeOver(t, folder), /which has gone/);
	});
}

test('while one process takes a stale lock over another is refused', async (t) => {
	const folder = await lockedBy(t, { start: '1' });
	let other: Promise<unknown> | undefined;
	using _ = await lockRun(folder, () => {
		other = t.throwsAsync(lockRun(folder, never), { name: 'RunLockedError' });
	});
	await other;
	t.truthy(other);
});

test.serial('a lock is whole when it is seen first', async (t) => {
	const folder = runFolder(t);
	const { writeFileSync: write } = fs;
	const seen: string[] = [];
	fs.writeFileSync = (file, data, options) => {
		write(file, '', options); // As a process that is paused after it has made the file.
		if (existsSync(folder.path('run.lock'))) seen.push(readFileSync(folder.path('run.lock'), 'utf8'));
		write(file, data);
	};
	syncBuiltinESMExports();
	try {
		using _ = await lockRun(folder, never);
		t.deepEqual(seen, []);
		t.like(JSON.parse(readFileSync(folder.path('run.lock'), 'utf8')), { pid: process.pid });
	} finally {
		fs.writeFileSync = write;
		syncBuiltinESMExports();
	}
});

const processes = 2;
const rounds = 60;

/** Processes that claim one run at the same moment, again and again; gives how many held it in each round. */
async function race(t: ExecutionContext, leave: (folder: RunFolder) => void): Promise<number[]> {
	const child = new URL('./_lock-child.ts', import.meta.url);
	const children = Array.from({ length: processes }, () => fork(child, { execArgv: ['--import=tsx'] }));
	t.teardown(() => children.map((one) => one.kill()));
	const answers = () => Promise.all(children.map(async (one) => (await once(one, 'message'))[0]));
	await answers();

	const parent = folderWith(t, {});
	const holders: number[] = [];
	for (let round = 0; round < rounds; round++) {
		const folder = openRunFolder(path.join(parent, `run-${round}`));
		await folder.writeJson('options.json', {});
		leave(folder);
		const answered = answers();
		for (const one of children) one.send({ folder: folder.folder, at: Date.now() + 3 });
		holders.push((await answered).filter((answer) => answer === 'held').length);

		const released = answers();
		for (const one of children) one.send('release');
		await released;
		t.deepEqual(readdirSync(folder.folder), ['options.json'], 'no ticket and no temporary file stays');
	}

	return holders;
}

const oneEach = Array.from({ length: rounds }, () => 1);

test('of processes that claim a run at once one holds it', async (t) => {
	t.deepEqual(await race(t, () => {}), oneEach);
});

test('of processes that take over a stale lock at once one holds it', async (t) => {
	const stale = { ...JSON.parse(await lockText(t)), start: '1' };
	t.deepEqual(await race(t, (folder) => folder.claim('run.lock', JSON.stringify(stale))), oneEach);
});

test('a process that was killed while it took over a lock keeps nobody out', async (t) => {
	const stale = JSON.stringify({ ...JSON.parse(await lockText(t)), start: '1' });
	const folder = runFolder(t);
	folder.claim('run.lock', stale);
	const ticket = `run.lock.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`;
	folder.claim(ticket, await lockText(t));
	await t.throwsAsync(lockRun(folder, never), { name: 'RunLockedError' }, 'as long as it is there');
	rmSync(folder.path(ticket));
	folder.claim(ticket, JSON.stringify({ ...JSON.parse(stale), start: '2' }));
	await takeOver(t, folder);
	t.deepEqual(readdirSync(folder.folder), []);
});

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
