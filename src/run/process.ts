/** The one answer to "is that process still there", for the lock of a run, `mmc watch` and the report. */
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

/** A process, told apart from a later one that was given the same number. */
export const processSchema = z.object({
	/** The process's number. */
	pid: z.int(),
	/** The clock ticks from the start of the machine to that of the process, as Linux has them; null elsewhere. */
	start: z.string().nullable(),
	/** The machine's name. */
	host: z.string(),
	/** An identifier that differs for each start of the machine; null where there is none. */
	boot: z.string().nullable(),
	/** The namespace that `pid` counts in: that of a container differs from that of its machine. */
	namespace: z.string().nullable(),
});

/** A process, told apart from a later one that was given the same number. */
export type ProcessIdentity = z.output<typeof processSchema>;

/** Describes a process of this machine, by default this one. `start` is null if it has gone. */
export function describeProcess(pid = process.pid): ProcessIdentity {
	return {
		pid,
		start: readStat(pid)?.start ?? null,
		host: hostname(),
		boot: readOrNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
		namespace: readOrNull(() => readlinkSync('/proc/self/ns/pid')),
	};
}

/**
 * Tells whether a process is still there. One that has ended, but that its parent has not asked after, has gone.
 *
 * @returns `undefined` where only another machine, or another container, can tell
 */
export function isThere(known: ProcessIdentity): boolean | undefined {
	const now = describeProcess(known.pid);
	if (known.host !== now.host || known.namespace !== now.namespace) return undefined;
	return known.boot === now.boot && known.start === now.start && exists(known.pid);
}

/** Tells whether any process has this number. */
export function exists(pid: number): boolean {
	if (readStat(pid)?.state === 'Z') return false;
	try {
		process.kill(pid, 0); // Sends nothing.
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code !== 'ESRCH';
	}
}

/** Reads the fields `state` and `starttime` of proc_pid_stat(5). They come after the name, which may hold anything. */
function readStat(pid: number): { readonly state: string; readonly start: string } | null {
	const text = readOrNull(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
	const fields = text?.slice(text.lastIndexOf(') ') + 2).split(' ');
	return fields ? { state: fields[0]!, start: fields[19]! } : null;
}

function readOrNull(read: () => string): string | null {
	try {
		return read();
	} catch {
		return null;
	}
}
