import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { buildMmc } from '../support/build-mmc.js';
import type { Ended, Running } from '../support/run-mmc.js';

/** A running `mmc`. */
export type RunningProcess = Omit<Running, 'says'>;

/**
 * Processes of `mmc` for killing. While one runs the next is loading, since loading takes most of the time of a short
 * run.
 */
export class MmcProcesses {
	#next: ReturnType<MmcProcesses['load']> | undefined;

	constructor(readonly environment: NodeJS.ProcessEnv = {}) {}

	async run(...args: readonly string[]): Promise<RunningProcess> {
		const { child, ready, output } = this.#next ?? this.load();
		await ready;
		this.#next = this.load();
		child.send(args);
		const ended = once(child, 'close').then(([code, signal]) => ({ code: code ?? signal, ...output }));
		return { kill: (signal) => child.kill(signal), ended };
	}

	async runToEnd(...args: readonly string[]): Promise<Ended> {
		return (await this.run(...args)).ended;
	}

	close(): void {
		this.#next?.child.kill('SIGKILL');
	}

	private load() {
		const child = fork(path.join(import.meta.dirname, '_mmc-child.js'), [buildMmc()], {
			execArgv: [],
			// Coverage would slow down what is killed before it can report it.
			env: { ...process.env, NODE_V8_COVERAGE: undefined, ...this.environment },
			silent: true,
		});
		const output = { stdout: '', stderr: '' };
		child.stdout!.on('data', (chunk) => {
			output.stdout += chunk;
		});
		child.stderr!.on('data', (chunk) => {
			output.stderr += chunk;
		});
		return { child, ready: once(child, 'message'), output };
	}
}
