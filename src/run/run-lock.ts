/** One process at a time works on a run: `run.lock` in its folder says which. */
import { existsSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { lockFile, type RunFolder } from './folder.js';

const holderSchema = z.object({
	pid: z.int(),
	/** When the process began, in the clock ticks since the machine did that Linux tells of it; null where it can't be told. */
	start: z.string().nullable(),
	host: z.string(),
	/** Differs for each time that the machine was started; null where it can't be told. */
	boot: z.string().nullable(),
	/** In another one the same number is another process: that of a container. */
	namespace: z.string().nullable(),
});

type Holder = z.output<typeof holderSchema>;

/** A run is being worked on by another process. */
export class RunLockedError extends Error {
	override readonly name = 'RunLockedError';

	constructor(
		message: string,
		/** 1; 75, for schedulers to try again, where time will tell. */
		readonly exitCode: number,
	) {
		super(message);
	}
}

/** A process of another machine that has told nothing for so long is taken to be gone. In seconds. */
const silence = 300;

/** Within so many milliseconds two processes that take over the same lock have both written. */
const settling = 100;

/**
 * Claims a run for this process until disposed of. What a process that has gone has left is taken over.
 *
 * @param warn told of that
 * @throws {RunLockedError} when another process works on the run, or one of another machine may still do
 */
export async function lockRun(folder: RunFolder, warn: (line: string) => void): Promise<Disposable> {
	const text = JSON.stringify(describeHolder(process.pid));
	if (!folder.claim(lockFile, text)) {
		const left = readHolder(folder);
		if (left) refuseLiving(folder, left);
		warn(`Taking over from process ${left ? `${left.pid} of ${left.host}` : 'unknown'}, which has gone`);
		folder.writeSoon(lockFile, text);
		await sleep(settling);
		const now = readHolder(folder);
		if (now?.pid !== process.pid || now.host !== hostname()) throw heldBy(folder, now);
	}

	return {
		[Symbol.dispose]() {
			if (readText(folder) === text) rmSync(folder.path(lockFile), { force: true });
		},
	};
}

function refuseLiving(folder: RunFolder, holder: Holder): void {
	const here = describeHolder(holder.pid);
	if (holder.host === here.host && holder.namespace === here.namespace) {
		if (holder.boot !== here.boot || !isThere(holder.pid) || holder.start !== here.start) return;
		throw heldBy(folder, holder);
	}

	const quiet = (Date.now() - lastNews(folder)) / 1000;
	if (quiet >= silence) return;
	throw new RunLockedError(
		`\`${folder.folder}\` may still be worked on by process ${holder.pid} of ${holder.host}, which told how it stands ` +
			`${Math.round(quiet)} s ago: try again when it has told nothing for ${silence / 60} minutes, or remove ` +
			`\`${folder.path(lockFile)}\` if you know that it has gone`,
		75,
	);
}

function heldBy(folder: RunFolder, holder: Holder | undefined): RunLockedError {
	return new RunLockedError(
		`\`${folder.folder}\` is being worked on by process ${holder?.pid}: end it first, or wait for it. ` +
			'`mmc watch` shows how it stands, `--fork --out` starts a run of its own from its newest checkpoint',
		1,
	);
}

/** Milliseconds since 1970 of what was written last by the process that holds the lock. */
function lastNews(folder: RunFolder): number {
	const written = ['status.json', lockFile]
		.map((name) => folder.path(name))
		.filter((file) => existsSync(file));
	return Math.max(0, ...written.map((file) => statSync(file).mtimeMs));
}

function isThere(pid: number): boolean {
	try {
		process.kill(pid, 0); // Sends nothing.
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code !== 'ESRCH';
	}
}

/** A process of this machine as it is now. */
function describeHolder(pid: number): Holder {
	return {
		pid,
		// Behind the name, which may hold spaces and brackets: the 22nd field, starttime (proc_pid_stat(5)).
		start: tell(() => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]!),
		host: hostname(),
		boot: tell(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
		namespace: tell(() => readlinkSync('/proc/self/ns/pid')),
	};
}

function tell(read: () => string): string | null {
	try {
		return read();
	} catch {
		return null;
	}
}

function readText(folder: RunFolder): string | null {
	return tell(() => readFileSync(folder.path(lockFile), 'utf8'));
}

/** `undefined` where a crash has left half a file, or nothing is there any more. */
function readHolder(folder: RunFolder): Holder | undefined {
	try {
		return holderSchema.parse(JSON.parse(readText(folder) ?? ''));
	} catch {
		return undefined;
	}
}
