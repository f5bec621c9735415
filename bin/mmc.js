#!/usr/bin/env node
import { existsSync } from 'node:fs';

/** The published package runs its compiled files; a checkout, which alone has a `tsconfig.json`, its sources. */
async function loadProgram() {
	if (!existsSync(new URL('../tsconfig.json', import.meta.url))) return import('../dist/src/cli.js');
	const { register } = await import('tsx/esm/api');
	register();
	return import('../src/cli.ts');
}

const { main } = await loadProgram();
await main(process.argv.slice(2));
