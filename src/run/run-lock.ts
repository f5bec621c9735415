/** Lock of a run: `run.lock` in its folder names the one process that works on it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFile, type RunFolder } from './folder.js';
import { describeProcess, isThere, type ProcessIdentity, processSchema } from './process.js';

/** Error for a run that another process works on. */
export class RunLockedError extends Error {
	override readonly name = 'RunLockedError';

	constructor(
		message: string,
		/** Exit code: 1, or 75 if schedulers should try again later. */
		readonly exitCode: number,
	) {
		super(message);
	}
}

/** Seconds of silence after which a process of another machine is taken to be gone. */
const staleAfterSeconds = 300;

/** A lock that can't be read is being written by another process, or was left by a crash if it stays so for as long. */
const unreadableForMs = 1000;

/**
 * Claims a run for this process until disposed of. The lock of a process that has gone is taken over.
 *
 * @param warn told of a lock that is taken over
 * @throws {RunLockedError} when another process works on the run, or one of another machine may still do
 */
export async function lockRun(folder: RunFolder, warn: (line: string) => void): Promise<Disposable> {
	return acquire(folder, lockFile, JSON.stringify(describeProcess()), warn);
}

/**
 * Makes a lock with `text` in it. A lock file is whole from the moment it is seen (`RunFolder.claim`).
 *
 * A stale lock is replaced, never removed, so that it can't be mistaken for a free one. Two processes must not replace
 * the same one: the first needs a ticket, which is a lock as well, named after the stale one's bytes. It holds the ticket
 * until the lock is its own, so that whoever gets the ticket later sees that the stale lock has gone.
 */
async function acquire(
	folder: RunFolder,
	name: string,
	text: string,
	warn: (line: string) => void,
): Promise<Disposable> {
	while (!folder.claim(name, text)) {
		const stale = await readSettled(folder.path(name));
		if (stale === null) continue; // It was let go meanwhile.
		const holder = parseHolder(stale);
		if (holder) refuseLiving(folder, holder);

		const ticket = `${name}.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`;
		using _ = await acquire(folder, ticket, text, () => {});
		if (readLock(folder.path(name)) !== stale) continue; // Another process was first.
		warn(
			`Taking over from process ${holder ? `${holder.pid} of ${holder.host}` : 'unknown'}, which has gone`,
		);
		folder.writeUnsynced(name, text);
		break;
	}

	return {
		[Symbol.dispose]() {
			if (readLock(folder.path(name)) === text) rmSync(folder.path(name), { force: true });
		},
	};
}

function refuseLiving(folder: RunFolder, holder: ProcessIdentity): void {
	const isHolderThere = isThere(holder);
	if (isHolderThere === false) return;
	if (isHolderThere) {
		throw new RunLockedError(
			`\`${folder.folder}\` is being worked on by process ${holder.pid}: end it first, or wait for it. ` +
				'`mmc watch` shows how it stands, `--fork --out` starts a run of its own from its newest checkpoint',
			1,
		);
	}

	const silentFor = (Date.now() - lastNews(folder)) / 1000;
	if (silentFor >= staleAfterSeconds) return;
	throw new RunLockedError(
		`\`${folder.folder}\` may still be worked on by process ${holder.pid} of ${holder.host}, which told how it stands ` +
			`${Math.round(silentFor)} s ago: try again when it has told nothing for ${staleAfterSeconds / 60} minutes, or ` +
			`remove \`${folder.path(lockFile)}\` if you know that it has gone`,
		75,
	);
}

/** Returns when the process that holds the lock has written last, in milliseconds since 1970. */
function lastNews(folder: RunFolder): number {
	const times = ['status.json', lockFile].map(
		(name) => statSync(folder.path(name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
	);
	return Math.max(...times);
}

/** Reads a lock; one that is being written is waited for. Null where there is none. */
async function readSettled(file: string): Promise<string | null> {
	const begun = performance.now();
	let text = readLock(file);
	while (text !== null && !parseHolder(text) && performance.now() - begun < unreadableForMs) {
		await sleep(20);
		text = readLock(file);
	}

	return text;
}

function readLock(file: string): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		if (!existsSync(file)) return null;
		throw error;
	}
}

/** Parses a lock; `undefined` if it is incomplete: a crash may leave half a file on disks without links. */
function parseHolder(text: string): ProcessIdentity | undefined {
	try {
		return processSchema.parse(JSON.parse(text));
	} catch {
		return undefined;
	}
}
