/**
 * Compiles `assembly/` into `src`. Run it after a change there and commit both: nobody else needs the compiler, so it is
 * none of the dependencies.
 *
 *   npm i --no-save --ignore-scripts assemblyscript@0.28.20 && node --import=tsx scripts/compile-assembly.ts
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../src/run/package.js';
import { run } from '../src/setup/programs.js';
import { type Assembly, assemblies, hashOf } from './assemblies.js';

for (const assembly of assemblies) {
	const bytes = await compile(assembly);
	writeFileSync(path.join(packageRoot, assembly.output), asModule(assembly, bytes));
}

async function compile(assembly: Assembly): Promise<Buffer> {
	const folder = mkdtempSync(path.join(tmpdir(), 'mmc-assembly-'));
	const binary = path.join(folder, 'compiled.wasm');
	const flags = ['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert', ...assembly.flags];
	const compiler = path.join(packageRoot, 'node_modules/.bin/asc');
	await run([compiler], [path.join(packageRoot, assembly.source), ...flags, '--outFile', binary]);
	const bytes = readFileSync(binary);
	rmSync(folder, { recursive: true });
	return bytes;
}

function asModule(assembly: Assembly, bytes: Buffer): string {
	const lines = bytes.toString('base64').match(/.{1,100}/g)!;
	return `/** Made of ${assembly.source} by scripts/compile-assembly.ts. */

/** SHA-256 of the source, by which a test knows when the two have parted. */
export const sourceHash = '${hashOf(assembly)}';

/** ${bytes.length} bytes of WebAssembly. */
export const ${assembly.name} = Buffer.from(
	\`
${lines.map((line) => `\t${line}`).join('\n')}
\`,
	'base64',
);
`;
}
