/** Runs checks in a process of their own, since native code that is damaged, or built for another processor, ends it. */
import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import type { Check } from './check.js';

/** Parts of a machine that the program of `examinations.ts` looks at. */
export type Subject = 'sharp' | 'backend';

interface ExamineApartOptions {
	/** Advice where the process ends, or stops answering, before its checks do. */
	readonly remedy: string;
	/** The program, by default `examinations.ts`: it sends each check to its parent. */
	readonly program?: URL;
	/** Milliseconds without a check after which the process counts as hanging; 2 minutes by default. */
	readonly patience?: number;
}

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const examinations = new URL(`./examinations.${extension}`, import.meta.url);

/** Yields the checks of a subject as they are done, and a failed one where their process dies or hangs. */
export async function* examineApart(
	subject: Subject,
	{ remedy, program = examinations, patience = 120_000 }: ExamineApartOptions,
): AsyncGenerator<Check, void> {
	const child = start(program, subject);
	const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
	const hang = setTimeout(() => child.kill('SIGKILL'), patience);
	try {
		// Disconnected after the last message, be it by its own end.
		for await (const [check] of on(child, 'message', { close: ['disconnect'] })) {
			hang.refresh();
			yield check;
		}
		const [code, signal] = await ended;
		if (code === 0) return;
		const end = child.killed
			? `gave no answer for ${patience / 1000} s`
			: `ended by ${signal ?? `code ${code}`}`;
		yield { name: subject, status: 'fail', value: `the process that tried it ${end}`, remedy };
	} finally {
		clearTimeout(hang);
		child.kill('SIGKILL');
	}
}

/** In a checkout the program is TypeScript, which tsx loads. What the libraries write goes to standard error. */
function start(program: URL, subject: Subject): ChildProcess {
	const isTypeScript = program.pathname.endsWith('.ts');
	return fork(program, [subject], {
		execArgv: isTypeScript ? ['--import', import.meta.resolve('tsx')] : [],
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
}
