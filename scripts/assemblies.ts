/** Sources of `assembly/` and the files they are compiled into. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../src/run/package.js';

export interface Assembly {
	/** An `index.ts` stands for its whole folder. */
	readonly source: string;
	readonly output: string;
	/** Name of the output's export. */
	readonly name: string;
	readonly flags: readonly string[];
}

export const assemblies: readonly Assembly[] = [
	{ source: 'assembly/pixels.ts', output: 'src/data/views/binary.ts', name: 'pixelsWasm', flags: [] },
	{
		source: 'assembly/evaluation.ts',
		output: 'src/eval/map/binary.ts',
		name: 'evaluationWasm',
		flags: [],
	},
	{
		source: 'assembly/tensors/index.ts',
		output: 'src/nn/wasm/binary.ts',
		name: 'tensorsWasm',
		// The memory is that of tfjs' module.
		flags: ['--importMemory', '--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'],
	},
];

/** Hash of all sources of a binary. */
export function hashOf({ source }: Assembly): string {
	const entry = path.join(packageRoot, source);
	const folder = path.dirname(entry);
	const isWhole = path.basename(entry) === 'index.ts';
	const files = isWhole ? readdirSync(folder).map((name) => path.join(folder, name)) : [entry];
	const hash = createHash('sha256');
	for (const file of files.sort()) hash.update(readFileSync(file));
	return hash.digest('hex');
}
