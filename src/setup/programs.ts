/** The user's own pip, npm and C++ compiler: found on the `PATH`, run as children. */
import { spawn } from 'node:child_process';
import { SetUpError } from './set-up-error.js';

/** A program with the arguments that always come first: `['python3', '-m', 'pip']`. */
export type Program = readonly [command: string, ...leading: string[]];

export interface RunOptions {
	readonly signal?: AbortSignal | undefined;
	readonly env?: NodeJS.ProcessEnv;
}

const pips: readonly Program[] = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];
const compilers: readonly Program[] = [['g++'], ['c++'], ['clang++']];

/**
 * Runs a program to its end and returns its standard output.
 *
 * @throws {Error} when it cannot be started
 * @throws {SetUpError} when it exits with another code than 0, with the end of what it wrote on standard error
 */
export function run(
	program: Program,
	args: readonly string[],
	{ signal, env }: RunOptions = {},
): Promise<string> {
	signal?.throwIfAborted();
	const [command, ...leading] = program;
	const child = spawn(command, [...leading, ...args], {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...process.env, ...env },
		...(signal && { signal }),
	});
	let output = '';
	let errors = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		output += text;
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		errors = (errors + text).slice(-4000);
	});

	return new Promise((resolve, reject) => {
		child.on('error', (error) => {
			// One that was started is waited for, so that it writes nothing more into a folder that is being removed.
			if (child.pid === undefined) reject(error);
		});
		child.on('close', (code, killedBy) => {
			if (signal?.aborted) return reject(signal.reason);
			if (code === 0) return resolve(output);
			const said = (errors || output).trim();
			reject(new SetUpError(`\`${program.join(' ')}\` ended with ${killedBy ?? `code ${code}`}:\n${said}`));
		});
	});
}

/** Finds the first pip that runs. */
export function findPip(): Promise<Program | undefined> {
	return firstThatRuns(pips);
}

/** Finds `CXX` if it is set, as make does, else the first C++ compiler that runs. */
export function findCompiler(): Promise<Program | undefined> {
	const [command, ...leading] = process.env.CXX?.trim().split(/\s+/) ?? [];
	return firstThatRuns(command ? [[command, ...leading]] : compilers);
}

async function firstThatRuns(programs: readonly Program[]): Promise<Program | undefined> {
	for (const program of programs) {
		// A name on the `PATH` may be a version manager's shim with nothing behind it, so it is asked for its
		// version.
		const runs = await run(program, ['--version']).then(
			() => true,
			() => false,
		);
		if (runs) return program;
	}
	return undefined;
}
