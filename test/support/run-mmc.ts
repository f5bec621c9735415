import { spawn } from 'node:child_process';
import path from 'node:path';
import { buildMmc } from './build-mmc.js';

export interface Ended {
	/** The exit code, or the signal that ended the process. */
	readonly code: number | NodeJS.Signals;
	readonly stdout: string;
	readonly stderr: string;
}

export interface Running {
	readonly kill: (signal: NodeJS.Signals) => void;
	readonly ended: Promise<Ended>;
	/** Waits until stderr has a text that matches; rejects when the process ends before. */
	readonly says: (pattern: RegExp) => Promise<void>;
}

export interface MmcOptions {
	/** By default this checkout's, compiled. */
	readonly program?: string;
	readonly cwd?: string;
	readonly environment?: NodeJS.ProcessEnv;
}

/** Starts `mmc` as a user does; a hanging one is killed after two minutes. */
export function startMmc(args: readonly string[], options: MmcOptions = {}): Running {
	const { program = path.join(buildMmc(), 'mmc.mjs'), cwd, environment } = options;
	const child = spawn(process.execPath, [program, ...args], {
		...(cwd && { cwd }),
		// Writing down its coverage would take a short run longer than its work.
		env: { ...process.env, MMC_DEBUG: '', NODE_OPTIONS: '', NODE_V8_COVERAGE: undefined, ...environment },
		timeout: 120_000,
		killSignal: 'SIGKILL',
	});
	const output = { stdout: '', stderr: '' };
	child.stdout.setEncoding('utf8').on('data', (text) => {
		output.stdout += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text) => {
		output.stderr += text;
	});
	const ended = new Promise<Ended>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => resolve({ code: code ?? signal!, ...output }));
	});
	const says = async (pattern: RegExp) => {
		const heard = new Promise<true>((resolve) => {
			const listen = () => pattern.test(output.stderr) && resolve(true);
			child.stderr.on('data', listen);
			listen();
		});
		if ((await Promise.race([heard, ended])) !== true) {
			throw new Error(`mmc ended without saying ${pattern}: ${output.stderr}`);
		}
	};
	return { kill: (signal) => child.kill(signal), ended, says };
}

/** Runs `mmc` to its end. */
export function runMmc(args: readonly string[], options: MmcOptions = {}): Promise<Ended> {
	return startMmc(args, options).ended;
}
