/**
 * Lets one process at a time set up. By signs of life, where the lock of a run asks after the process: the cache may lie
 * on a disk that several machines share, and set-up, unlike training, never blocks the thread that gives the signs.
 */
import { mkdir } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import lockfile from 'proper-lockfile';

interface LockOptions {
	/** Called once a second while another process holds the lock. */
	readonly onWait: () => void;
	readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` while no other process does so for the same folder. A killed process's lock expires after ten seconds
 * without a sign of life.
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
		// A lost lock belongs to the process that has taken over, which releases it.
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
