#!/usr/bin/env node
import { existsSync } from 'node:fs';

/** The published package runs its compiled files; a checkout, which alone has a `tsconfig.json`, its sources. */
async function loadProgram() {
	if (!existsSync(new URL('../tsconfig.json', import.meta.url))) return import('../dist/src/cli.js');
	const { register } = await import('tsx/esm/api');
	register();
	return import('../src/cli.ts');
}

/** Ends a run that was stopped while the program loads, with EX_TEMPFAIL: for schedulers to run it again. */
function leave() {
	process.stderr.write('Stopped before it began\n');
	process.exit(75);
}

const endings = ['run', 'merge'].includes(process.argv[2]) ? ['SIGINT', 'SIGTERM', 'SIGHUP'] : [];
for (const signal of endings) process.on(signal, leave);
const { main } = await loadProgram();
const running = main(process.argv.slice(2)); // Has its own listeners when it returns.
for (const signal of endings) process.off(signal, leave);
await running;
