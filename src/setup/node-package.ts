/** Obtains the JavaScript half of the TensorFlow backend, and the addon's sources, through the user's own npm. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { extract } from 'tar';
import { handOver } from '../nn/backend/installed.js';
import type { PinnedPackage } from './pins.js';
import { run } from './programs.js';
import { SetUpError } from './set-up-error.js';

/**
 * The package's own dependencies are not installed: what it requires is handed over by the process that loads it (see
 * `backend.ts`), through these one-line packages. So there is one copy of tfjs-core in the process, wherever the cache is.
 */
const handedOver = ['@tensorflow/tfjs', '@tensorflow/tfjs-core', 'google-protobuf'];

/**
 * Puts the package into `folder/node_modules` and gives its path there. No install script runs.
 *
 * @throws {SetUpError} when npm fails, or the package is not the pinned one
 */
export async function addNodePackage(
	{ spec, integrity }: PinnedPackage,
	folder: string,
	signal?: AbortSignal,
): Promise<string> {
	const download = path.join(folder, 'download/npm');
	const target = path.join(folder, 'node_modules/@tensorflow/tfjs-node-gpu');
	await Promise.all([mkdir(download, { recursive: true }), mkdir(target, { recursive: true })]);
	const archive = await npmPack(spec, download, signal);
	await checkIntegrity(archive, integrity);
	await extract({
		file: archive,
		cwd: target,
		strip: 1,
		filter: (name) => !/_test\.js$|\.d\.ts$|\/src\//.test(name),
	});
	await Promise.all(handedOver.map((name) => writeStub(folder, name)));
	return target;
}

async function npmPack(spec: string, folder: string, signal?: AbortSignal): Promise<string> {
	try {
		await run(['npm'], ['pack', spec, '--pack-destination', folder, '--ignore-scripts', '--silent'], {
			signal,
		});
	} catch (error) {
		if (signal?.aborted) throw error;
		throw new SetUpError(
			`npm could not fetch \`${spec}\`. ${(error as Error).message}`,
			'Check that `npm` is on the PATH and reaches its registry: `npm ping`.',
			{ cause: error },
		);
	}
	const [archive] = await readdir(folder);
	if (!archive) throw new SetUpError(`\`npm pack ${spec}\` left no archive.`, 'Run `mmc setup` again.');
	return path.join(folder, archive);
}

async function checkIntegrity(archive: string, expected: string): Promise<void> {
	const actual = `sha512-${createHash('sha512')
		.update(await readFile(archive))
		.digest('base64')}`;
	if (actual === expected) return;
	throw new SetUpError(
		`\`${path.basename(archive)}\` has the integrity \`${actual}\` where \`${expected}\` was pinned.`,
		'The npm registry served another file than the one released: run `npm cache clean --force`, or do not use that registry.',
	);
}

async function writeStub(folder: string, name: string): Promise<void> {
	const stub = path.join(folder, 'node_modules', name);
	await mkdir(stub, { recursive: true });
	const source = `module.exports = globalThis[Symbol.for('${handOver}')]['${name}'];\n`;
	await writeFile(path.join(stub, 'index.js'), source);
}
