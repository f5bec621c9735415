/** Obtains wheels through the user's own pip, so that its mirrors, proxies and certificates apply. */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256Of } from '../files/sha256.js';
import { type PinnedWheel, pipTarget } from './pins.js';
import type { Program } from './programs.js';
import { run } from './programs.js';
import { SetUpError } from './set-up-error.js';

const offlineRemedy =
	'Check the network and pip’s index, proxy and certificate settings (`pip config list`), or fetch the wheel on another ' +
	'machine and run `mmc setup --from FILE.whl`.';

interface DownloadOptions {
	readonly onFraction: (fraction: number) => void;
	readonly signal?: AbortSignal | undefined;
}

/**
 * Downloads one wheel of known content into `folder` and returns its path.
 *
 * @throws {SetUpError} when pip fails, or the file's SHA-256 is not the pinned one
 */
export async function downloadPinned(
	pip: Program,
	wheel: PinnedWheel,
	folder: string,
	{ onFraction, signal }: DownloadOptions,
): Promise<string> {
	const requirements = path.join(folder, 'requirements.txt');
	await mkdir(folder, { recursive: true });
	await writeFile(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);

	const watch = setInterval(async () => onFraction(Math.min(1, (await bytesIn(folder)) / wheel.bytes)), 250);
	try {
		await pipDownload(pip, ['--require-hashes', '--requirement', requirements], folder, signal);
	} finally {
		clearInterval(watch);
	}

	const file = await onlyWheel(folder);
	await checkSha256(file, wheel.sha256, signal);
	onFraction(1);
	return file;
}

/** Downloads the wheels that meet the requirements, one after the other, and returns their paths. */
export async function downloadMatching(
	pip: Program,
	requirements: readonly string[],
	folder: string,
	{ onFraction, signal }: DownloadOptions,
): Promise<string[]> {
	const files: string[] = [];
	for (const [index, requirement] of requirements.entries()) {
		const target = path.join(folder, String(index));
		await mkdir(target, { recursive: true });
		await pipDownload(pip, [requirement], target, signal);
		files.push(await onlyWheel(target));
		onFraction((index + 1) / requirements.length);
	}
	return files;
}

async function pipDownload(
	pip: Program,
	what: string[],
	folder: string,
	signal?: AbortSignal,
): Promise<void> {
	try {
		// pip writes into TMPDIR first: here its progress can be seen, and the disk is known to be large enough.
		await run(pip, ['download', '--no-input', '--no-deps', ...pipTarget, '--dest', folder, ...what], {
			signal,
			env: { TMPDIR: folder, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
		});
	} catch (error) {
		if (signal?.aborted) throw error;
		throw new SetUpError(`pip could not download TensorFlow. ${(error as Error).message}`, offlineRemedy, {
			cause: error,
		});
	}
}

/** @throws {SetUpError} when the file's content is not the expected one */
export async function checkSha256(file: string, expected: string, signal?: AbortSignal): Promise<void> {
	const actual = await sha256Of(file, signal);
	if (actual === expected) return;
	throw new SetUpError(
		`\`${path.basename(file)}\` has the SHA-256 \`${actual}\` where \`${expected}\` was pinned.`,
		'The package index served another file than the one released. Run `pip cache purge` and `mmc setup` again; if it ' +
			'stays, do not use that index.',
	);
}

async function onlyWheel(folder: string): Promise<string> {
	const name = (await readdir(folder)).find((entry) => entry.endsWith('.whl'));
	if (name) return path.join(folder, name);
	throw new SetUpError(`pip reported success but left no wheel in \`${folder}\`.`, offlineRemedy);
}

/** Size of the largest file under a folder in which pip works, where files may vanish at any moment. */
async function bytesIn(folder: string): Promise<number> {
	const entries = await readdir(folder, { recursive: true }).catch(() => []);
	const sizes = entries.map((entry) =>
		stat(path.join(folder, entry)).then(
			(stats) => stats.size,
			() => 0,
		),
	);
	return Math.max(0, ...(await Promise.all(sizes)));
}
