/**
 * Obtains the JavaScript half of the TensorFlow backend and the addon's sources: from `node_modules` if installed
 * there, else through the user's own npm.
 */
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { extract } from 'tar';
import { handOver } from '../nn/backend/installed.js';
import type { PinnedPackage } from './pins.js';
import { run } from './programs.js';
import { SetUpError } from './set-up-error.js';

const require = createRequire(import.meta.url);

/**
 * Dependencies of the package that are not copied. The process that loads it hands over its own modules (see
 * `backend.ts`) through these one-line packages, so that the process has one copy of tfjs-core, wherever the cache
 * is.
 */
const handedOver = ['@tensorflow/tfjs', '@tensorflow/tfjs-core', 'google-protobuf'];

/**
 * Puts the package into `folder/node_modules` and returns its path there. No install script runs.
 *
 * @throws {SetUpError} when it is not installed and npm fails, or npm gets another package than the pinned one
 */
export async function addNodePackage(
	pinned: PinnedPackage,
	folder: string,
	signal?: AbortSignal,
): Promise<string> {
	const target = path.join(folder, 'node_modules', pinned.name);
	await mkdir(target, { recursive: true });
	const installed = await findInstalled(pinned);
	if (installed) await copyPackage(installed, target);
	else await downloadPackage(pinned, path.join(folder, 'download/npm'), target, signal);
	await Promise.all(handedOver.map((name) => writeStub(folder, name)));
	return target;
}

/** The package's folder in `node_modules`, of a checkout or of a project that lists it, in the pinned version only. */
async function findInstalled({ name, version }: PinnedPackage): Promise<string | undefined> {
	try {
		const file = require.resolve(`${name}/package.json`);
		const found = JSON.parse(await readFile(file, 'utf8')).version;
		return found === version ? path.dirname(file) : undefined;
	} catch {
		return undefined;
	}
}

/** Copies, because the cache outlives the project that it was set up from. */
function copyPackage(source: string, target: string): Promise<void> {
	return cp(source, target, {
		recursive: true,
		filter: (file) => isUsed(path.relative(source, file).split(path.sep).join('/')),
	});
}

async function downloadPackage(
	{ name, version, integrity }: PinnedPackage,
	download: string,
	target: string,
	signal?: AbortSignal,
): Promise<void> {
	await mkdir(download, { recursive: true });
	const archive = await npmPack(`${name}@${version}`, download, signal);
	await checkIntegrity(archive, integrity);
	await extract({
		file: archive,
		cwd: target,
		strip: 1,
		filter: (file) => isUsed(file.slice(file.indexOf('/') + 1)),
	});
}

/** Leaves out tests, types, sources and libraries of an earlier set-up, given a path within the package. */
const isUsed = (file: string) =>
	!/_test\.js$|\.d\.ts$|^(src|scripts|deps|lib|build|node_modules)(\/|$)/.test(file);

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
