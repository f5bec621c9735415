/** Origin of a run: the content of its `options.json`. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { openBackend } from '../nn/backend/backend.js';
import { tf } from '../nn/tf/tf.js';
import { formatChange, optionChanges } from '../options/changes.js';
import type { Origin } from '../options/parse.js';
import { optionsHash } from '../options/parse.js';
import { packageRoot, packageVersion } from './package.js';

/** The content of a run's `options.json`. */
export interface Provenance {
	readonly pipeline: string;
	readonly options: unknown;
	/** Hash of the options, see `optionsHash`. */
	readonly hash: string;
	readonly seed: number;
	readonly versions: Readonly<Record<string, string>>;
	/** The commit, with `-dirty` where tracked files differ from it; `null` outside of a checkout. */
	readonly gitRevision: string | null;
	/** ISO 8601, UTC. */
	readonly startedAt: string;
	/** Command as typed, such as `mmc run pretrain --seed 1`. */
	readonly command: string;
	/** The state that a run made by `--fork` began with. */
	readonly forkedFrom?: { readonly run: string; readonly step: number };
}

/** Parts that the caller provides; `versions` adds those of the backend, such as `{ tensorflow: '2.20.0' }`. */
export interface RunDescription {
	readonly pipeline: string;
	readonly options: unknown;
	readonly seed: number;
	readonly versions?: Readonly<Record<string, string>>;
	/** Arguments of the command, without `node` and the script. */
	readonly args: readonly string[];
}

/** Gathers the content of `options.json`. */
export async function describeRun({
	pipeline,
	options,
	seed,
	versions,
	args,
}: RunDescription): Promise<Provenance> {
	return {
		pipeline,
		options,
		hash: optionsHash(options),
		seed,
		versions: { ...libraryVersions(), ...versions },
		gitRevision: await gitRevision(existsSync(path.join(packageRoot, '.git')) ? packageRoot : process.cwd()),
		startedAt: new Date().toISOString(),
		command: ['mmc', ...args.map(quote)].join(' '),
	};
}

function libraryVersions(): Provenance['versions'] {
	return {
		'masked-momentum': packageVersion,
		node: process.versions.node,
		tfjs: tf.version_core,
		sharp: sharp.versions.sharp ?? 'unknown',
		libvips: sharp.versions.vips,
	};
}

/** Opens the backend and adds its version. */
export async function describeOrigin(options: unknown, seed: number): Promise<Origin> {
	const { name, version } = await openBackend();
	const versions = { ...libraryVersions(), [name]: version };
	return { optionsHash: optionsHash(options), seed, versions };
}

/**
 * Reads the `options.json` of a run.
 *
 * @throws {Error} when there is none, or when its options were edited after the run began
 */
export async function readProvenance(run: string): Promise<Provenance> {
	const file = path.join(run, 'options.json');
	const text = await readFile(file, 'utf8').catch((cause) => {
		throw new Error(`\`${file}\` can't be read: is \`${run}\` the folder of a run?`, { cause });
	});
	const provenance: Provenance = JSON.parse(text);
	if (provenance.hash !== optionsHash(provenance.options)) {
		throw new Error(
			`The options in \`${file}\` were edited: their hash isn't \`${provenance.hash}\` any more. Take the change ` +
				'back, and change options by `--set`',
		);
	}

	return provenance;
}

/** Lists changed versions, such as `node: 20.19.0 → 22.1.0`: bits may differ from now on. */
export function versionChanges(
	before: Provenance['versions'],
	now: Provenance['versions'],
): readonly string[] {
	return optionChanges(before, now).map(formatChange);
}

/** Returns the commit of the checkout that holds a folder, with `-dirty` if tracked files differ; else `null`. */
export async function gitRevision(folder: string): Promise<string | null> {
	const describe = ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'];
	try {
		const { stdout } = await promisify(execFile)('git', describe, { cwd: folder, timeout: 10_000 });
		return stdout.trim();
	} catch {
		// No git, no checkout or no commit yet: a run needs none of them.
		return null;
	}
}

function quote(argument: string): string {
	return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
