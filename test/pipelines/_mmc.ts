import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface Ended {
	/** The exit code, or the signal that ended the process. */
	readonly code: number | NodeJS.Signals;
	readonly stdout: string;
	readonly stderr: string;
}

/** A running `mmc`. */
export interface Running {
	readonly kill: (signal: NodeJS.Signals) => void;
	readonly ended: Promise<Ended>;
}

/**
 * Compiles `mmc` to JavaScript, which loads in half the time; below the package, for it to find its modules.
 *
 * @param name of the folder: no two files of tests may write into one at once
 */
export function buildMmc(name: string): string {
	const root = path.join(import.meta.dirname, '../..');
	const folder = path.join(root, `node_modules/.cache/mmc-test-${name}`);
	const args = ['tsc', '-p', 'tsconfig.build.json', '--outDir', folder, '--declaration', 'false'];
	execFileSync('npx', args, { cwd: root, stdio: 'pipe' });
	return folder;
}

/**
 * Processes of `mmc` for killing. While one runs the next is loading, since loading takes most of the time of a short
 * run.
 */
export class MmcProcesses {
	#next: ReturnType<MmcProcesses['load']> | undefined;

	constructor(
		readonly build: string,
		readonly environment: NodeJS.ProcessEnv = {},
	) {}

	async run(...args: readonly string[]): Promise<Running> {
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
		const child = fork(path.join(import.meta.dirname, '_mmc-child.js'), [this.build], {
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
