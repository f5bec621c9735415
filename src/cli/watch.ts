import { setTimeout as sleep } from 'node:timers/promises';
import { printable } from '../files/printable.js';
import { formatDuration } from '../report/figures.js';
import { isAlive, type RunStatus, readStatus } from '../run/status.js';
import { stoppedEarly } from './run.js';
import { createView } from './views/live.js';
import type { View, ViewOptions } from './views/view.js';

export interface WatchOptions extends Pick<ViewOptions, 'stream' | 'environment'> {
	/** Milliseconds between two reads of the run. */
	readonly interval?: number;
}

/**
 * Runs `mmc watch RUN`: shows a run as its own terminal does, until it ends. It continues if another process resumes
 * the run.
 *
 * @returns 0 when it has finished, 75 when it was stopped before its end, 1 when it failed or was killed
 * @throws {Error} when the folder is not that of a run
 */
export async function watchCommand(run: string, options: WatchOptions): Promise<number> {
	const { stream, interval = 500 } = options;
	let status = await readStatus(run);
	let shown = new ShownProcess(status, options);
	for (;;) {
		shown.show(status);
		// The process may have ended between writing and being looked for, so its last status counts.
		const isGone = status.state === 'running' && isAlive(status) === false;
		if (isGone) status = await readStatus(run);
		if (status.pid === shown.pid && (isGone || status.state !== 'running')) {
			shown.show(status);
			shown.close();
			stream.write(`${printable(describeEnd(run, status))}\n`);
			return exitCodes[status.state];
		}

		await sleep(interval);
		status = await readStatus(run);
		if (status.pid !== shown.pid) {
			shown.close();
			stream.write('Another process goes on with the run\n');
			shown = new ShownProcess(status, options);
		}
	}
}

/** Exit codes by state. A process that is gone but `running` was killed. */
const exitCodes = { finished: 0, stopped: stoppedEarly, failed: 1, running: 1 };

/** One process of a run, on the clock of that process. */
class ShownProcess {
	readonly pid: number;
	readonly #view: View;
	#seconds = 0;
	#isSilent = false;
	#notice: string | undefined;

	constructor({ pid, pipeline }: RunStatus, { stream, environment }: WatchOptions) {
		this.pid = pid;
		const clock = () => this.#seconds;
		this.#view = createView({ stream, title: pipeline, clock, ...(environment && { environment }) });
	}

	show(status: RunStatus): void {
		const { updatedAt, seconds, progress, state } = status;
		this.#seconds = seconds;
		if (typeof progress?.notice === 'string' && progress.notice !== this.#notice) {
			this.#notice = progress.notice;
			this.#view.log(progress.notice);
		}

		if (progress) this.#view.update(progress);
		const isSilent = state === 'running' && secondsSince(updatedAt) > silence;
		if (isSilent && !this.#isSilent) {
			this.#view.log(`No news for ${formatDuration(silence)}: a step takes long, or the process hangs`);
		}

		this.#isSilent = isSilent;
	}

	close(): void {
		this.#view.close();
	}
}

const silence = 300;

function secondsSince(time: string): number {
	return (Date.now() - Date.parse(time)) / 1000;
}

function describeEnd(run: string, status: RunStatus): string {
	const { state, message, pipeline, seconds, progress, canResume } = status;
	const done = progress === undefined ? '' : ` after ${progress.done} ${progress.unit}s`;
	const remedy = canResume ? `go on by: mmc run ${pipeline} --resume ${run}` : 'run it again';
	switch (state) {
		case 'finished':
			return `Finished in ${formatDuration(seconds)}; the results are in ${run}`;
		case 'stopped':
			return `Stopped before its end${done}; ${remedy}`;
		case 'failed':
			return `Failed${done}: ${message}`;
		case 'running':
			return `Killed${done}, its process is gone; ${remedy}`;
	}
}
