/** Lets one process at a time set up. */
import { mkdir } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import lockfile from 'proper-lockfile';

interface LockOptions {
	/** Called once a second while another process holds the lock. */
	readonly onWait: () => void;
	readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` while no other process is in here for the same folder. The lock of a process that was killed falls after
 * ten seconds without a sign of life.
 */
export async function withLock<T>(
	folder: string,
	work: (signal: AbortSignal) => Promise<T>,
	{ onWait, signal }: LockOptions,
): Promise<T> {
	await mkdir(folder, { recursive: true });
	const lost = new AbortController();
	const release = await acquire(folder, { onWait, signal }, (error) => lost.abort(error));
	try {
		return await work(signal ? AbortSignal.any([signal, lost.signal]) : lost.signal);
	} finally {
		// Lost means that another process has taken over: it is theirs to release.
		if (!lost.signal.aborted) await release();
	}
}

async function acquire(
	folder: string,
	{ onWait, signal }: LockOptions,
	onCompromised: (error: Error) => void,
) {
	for (;;) {
		signal?.throwIfAborted();
		try {
			return await lockfile.lock(folder, { stale: 10_000, update: 2000, onCompromised });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
		}
		onWait();
		await setTimeout(1000, undefined, signal ? { signal } : {});
	}
}
