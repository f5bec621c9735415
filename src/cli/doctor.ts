import picocolors from 'picocolors';
import type { Check } from '../setup/doctor/check.js';
import { type ExamineOptions, examine } from '../setup/doctor/doctor.js';

/** Runs `mmc doctor`. Returns the exit code, 1 if training cannot run. */
export async function doctorCommand(options: ExamineOptions = {}): Promise<number> {
	let hasFailed = false;
	for await (const check of examine(options)) {
		console.log(formatCheck(check));
		hasFailed ||= check.status === 'fail';
	}
	console.log(hasFailed ? '\nTraining cannot run here until that is put right.' : '\nTraining can run here.');
	return hasFailed ? 1 : 0;
}

const marks = { ok: picocolors.green('✔'), warn: picocolors.yellow('!'), fail: picocolors.red('✘') } as const;

/** Formats a check as `✔ backend     tensorflow`, with the remedy on a line of its own. */
export function formatCheck({ name, status, value, remedy }: Check): string {
	const line = `${marks[status]} ${name.padEnd(11)} ${value}`;
	return remedy ? `${line}\n${' '.repeat(14)}→ ${remedy.replaceAll('\n', `\n${' '.repeat(16)}`)}` : line;
}
