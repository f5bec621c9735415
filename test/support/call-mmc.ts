import pLimit from 'p-limit';
import { main } from '../../src/cli.js';
import type { Ended, MmcOptions, Running } from './run-mmc.js';

/** Output and current folder belong to the process: one call at a time. */
const slot = pLimit(1);

type CallOptions = Pick<MmcOptions, 'cwd'>;

/**
 * Begins `mmc` within this process, where modules and backend are loaded once for all calls: a tenth of the time of
 * a process. Signals come to what listens for them in the program; those that nothing can hear need `startMmc`.
 */
export function beginMmc(args: readonly string[], options: CallOptions = {}): Running {
	const output = { stdout: '', stderr: '' };
	const heard = new Set<() => void>();
	const ended = slot(() =>
		callCaptured(args, options, output, () => heard.forEach((listen) => void listen())),
	);
	const says = async (pattern: RegExp) => {
		const said = new Promise<true>((resolve) => {
			const listen = () => pattern.test(output.stderr) && resolve(true);
			heard.add(listen);
			listen();
		});
		if ((await Promise.race([said, ended])) !== true) {
			throw new Error(`mmc ended without saying ${pattern}: ${output.stderr}`);
		}
	};
	return { kill: (signal) => void process.emit(signal, signal), ended, says };
}

/** Runs `mmc` within this process to its end. */
export function callMmc(args: readonly string[], options: CallOptions = {}): Promise<Ended> {
	return beginMmc(args, options).ended;
}

async function callCaptured(
	args: readonly string[],
	{ cwd }: CallOptions,
	output: { stdout: string; stderr: string },
	hear: () => void,
): Promise<Ended> {
	const { exit, exitCode } = process;
	const folder = process.cwd();
	const streams = (['stdout', 'stderr'] as const).map((name) => ({ name, write: process[name].write }));
	for (const { name } of streams) {
		process[name].write = (text: string | Uint8Array) => {
			output[name] += text;
			hear();
			return true;
		};
	}

	let code: Ended['code'] | undefined;
	process.exit = (given) => {
		code = Number(given);
		throw new Error(''); // The program ends here; `main` has nothing to say of it.
	};
	process.exitCode = 0;
	if (cwd) process.chdir(cwd);
	try {
		await main(args);
		return { code: code ?? Number(process.exitCode), ...output };
	} finally {
		process.chdir(folder);
		for (const { name, write } of streams) process[name].write = write;
		Object.assign(process, { exit, exitCode });
	}
}
