/**
 * Compiles `assembly/pixels.ts` into `src/data/pixels-wasm.ts`. Run it after a change there and commit both: nobody else
 * needs the compiler, so it is none of the dependencies.
 *
 *   npm i --no-save --ignore-scripts assemblyscript@0.28.20 && node --import=tsx scripts/compile-assembly.ts
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageRoot } from '../src/run/package.js';
import { run } from '../src/setup/programs.js';

const source = path.join(packageRoot, 'assembly/pixels.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'mmc-assembly-'));
const binary = path.join(folder, 'pixels.wasm');
const flags = ['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert', '--outFile', binary];
await run([path.join(packageRoot, 'node_modules/.bin/asc')], [source, ...flags]);
const bytes = readFileSync(binary);
rmSync(folder, { recursive: true });

const lines = bytes.toString('base64').match(/.{1,100}/g)!;
writeFileSync(
	path.join(packageRoot, 'src/data/pixels-wasm.ts'),
	`/** Made of assembly/pixels.ts by scripts/compile-assembly.ts. */

/** SHA-256 of the source, by which a test knows when the two have parted. */
export const sourceHash = '${createHash('sha256').update(readFileSync(source)).digest('hex')}';

/** ${bytes.length} bytes of WebAssembly. */
export const pixelsWasm = Buffer.from(
	\`
${lines.map((line) => `\t${line}`).join('\n')}
\`,
	'base64',
);
`,
);
