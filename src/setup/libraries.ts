/** Puts TensorFlow's libraries into place: from the pinned wheel, a wheel file, or a folder where it is installed. */
import { access, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { libraryNames } from '../nn/backend/installed.js';
import { downloadMatching, downloadPinned } from './download.js';
import { oldestTensorFlow, type PinnedWheel } from './pins.js';
import { findPip, type Program } from './programs.js';
import type { OnSetUpProgress } from './progress.js';
import { SetUpError } from './set-up-error.js';
import { readMetadata, unpackWheel } from './wheel.js';

/** TensorFlow's libraries, in `tensorflow/` of the requested folder. */
export interface Libraries {
	readonly version: string;
	/** Folder of the C API's headers. */
	readonly include: string;
}

interface LibrariesOptions {
	readonly onProgress: OnSetUpProgress;
	readonly signal?: AbortSignal | undefined;
}

/**
 * Names of the libraries and, among 20,000 headers, of the folders that the addon includes. They moved twice: the C
 * types of `tsl` are in `tensorflow/tsl/c` up to 2.14, in `tsl/c` up to 2.16, and in `xla/tsl/c` since.
 */
const needed =
	/^tensorflow\/(libtensorflow_(cc|framework)\.so\.2|include\/(tensorflow\/(c|core\/platform|tsl\/(platform|c))|tsl\/(platform|c)|xla\/tsl\/c)\/.+\.h)$/;
const neededOfCuda = /^nvidia\/[^/]+\/(lib|bin|nvvm)\//;

/** @throws {SetUpError} when there is no pip, or the wheel cannot be had or is not the pinned one */
export async function downloadLibraries(
	pinned: PinnedWheel,
	folder: string,
	options: LibrariesOptions & { readonly withCuda: boolean },
): Promise<Libraries> {
	const pip = await findPip();
	if (!pip) {
		throw new SetUpError(
			'TensorFlow’s libraries come from a Python wheel, and no pip was found.',
			'Install Python’s pip (Debian and Ubuntu: `apt-get install python3-pip`), or fetch the wheel on another machine ' +
				`(\`pip download --no-deps ${pinned.requirement}\`) and run \`mmc setup --from FILE.whl\`.`,
		);
	}
	const wheel = await downloadPinned(pip, pinned, path.join(folder, 'download'), {
		onFraction: (fraction) => options.onProgress({ phase: 'download', fraction }),
		signal: options.signal,
	});
	const libraries = await unpackLibraries(wheel, folder, options);
	if (options.withCuda) await addCudaLibraries(pip, wheel, folder, options);
	return libraries;
}

/**
 * @param from a wheel file, an unpacked wheel, or a `site-packages` folder with TensorFlow in it
 * @throws {SetUpError} when it holds no TensorFlow, or one that is too old
 */
export async function existingLibraries(
	from: string,
	folder: string,
	options: LibrariesOptions,
): Promise<Libraries> {
	if (from.endsWith('.whl')) return unpackLibraries(from, folder, options);
	return linkLibraries(from, folder);
}

async function unpackLibraries(wheel: string, folder: string, { onProgress, signal }: LibrariesOptions) {
	const version = checkedVersion(/^Version: (.+)$/m.exec(await readMetadata(wheel))?.[1]?.trim(), wheel);
	await unpackWheel(wheel, needed, folder, {
		onFraction: (fraction) => onProgress({ phase: 'unpack', fraction }),
		signal,
	});
	await checkComplete(path.join(folder, 'tensorflow'), wheel);
	return { version, include: path.join(folder, 'tensorflow/include') };
}

/**
 * Adds CUDA's libraries. TensorFlow looks for them in `$ORIGIN/../nvidia/…/lib`, where pip would put the packages of
 * the wheel's extra `and-cuda`; they go to the same place beside `tensorflow/`.
 */
async function addCudaLibraries(
	pip: Program,
	wheel: string,
	folder: string,
	options: LibrariesOptions,
): Promise<void> {
	const { onProgress, signal } = options;
	const requirements = cudaRequirements(await readMetadata(wheel));
	const wheels = await downloadMatching(pip, requirements, path.join(folder, 'download/cuda'), {
		onFraction: (fraction) => onProgress({ phase: 'download-cuda', fraction }),
		signal,
	});
	for (const [index, file] of wheels.entries()) {
		await unpackWheel(file, neededOfCuda, folder, { signal });
		onProgress({ phase: 'unpack-cuda', fraction: (index + 1) / wheels.length });
	}
}

/** Requirements such as `nvidia-cublas-cu12<13.0,>=12.5.3.2`, from the lines that end in `extra == "and-cuda"`. */
export function cudaRequirements(metadata: string): string[] {
	const lines = metadata.matchAll(/^Requires-Dist: ([^;\n]+?)\s*;.*extra == ['"]and-cuda['"]/gm);
	return Array.from(lines, ([, requirement]) => requirement!.replace(/[\s()]/g, ''));
}

/** Links the libraries instead of copying them: they are large, and the folder belongs to the user. */
async function linkLibraries(from: string, folder: string): Promise<Libraries> {
	const entries = await readdir(from).catch((error: Error) => {
		throw new SetUpError(`\`--from ${from}\` cannot be read: ${error.message}.`, fromRemedy, {
			cause: error,
		});
	});
	const source = path.join(from, 'tensorflow');
	await checkComplete(source, from);
	const info = entries.find((entry) => /^tensorflow(_[a-z]+)?-[\d.]+[^/]*\.dist-info$/.test(entry));
	const metadata = info && (await readFile(path.join(from, info, 'METADATA'), 'utf8').catch(() => undefined));
	const version = checkedVersion(metadata && /^Version: (.+)$/m.exec(metadata)?.[1]?.trim(), from);

	await mkdir(path.join(folder, 'tensorflow'), { recursive: true });
	for (const library of libraryNames)
		await symlink(path.join(source, library), path.join(folder, 'tensorflow', library));
	// `$ORIGIN` is the place of the library or link that was opened, so CUDA's libraries must be beside the links
	// too.
	if (entries.includes('nvidia')) await symlink(path.join(from, 'nvidia'), path.join(folder, 'nvidia'));
	return { version, include: path.join(source, 'include') };
}

const fromRemedy =
	'`--from` takes a TensorFlow wheel (`.whl`), an unpacked one, or the `site-packages` folder of a Python that has ' +
	'TensorFlow: `python3 -c "import site; print(site.getsitepackages()[0])"`.';

async function checkComplete(tensorflow: string, from: string): Promise<void> {
	for (const library of libraryNames) {
		await access(path.join(tensorflow, library)).catch(() => {
			throw new SetUpError(`\`${from}\` holds no \`tensorflow/${library}\`.`, fromRemedy);
		});
	}
}

function checkedVersion(version: string | undefined, from: string): string {
	if (!version) throw new SetUpError(`\`${from}\` does not say which TensorFlow it is.`, fromRemedy);
	if (version.localeCompare(oldestTensorFlow, 'en', { numeric: true }) >= 0) return version;
	throw new SetUpError(
		`\`${from}\` is TensorFlow \`${version}\`; \`${oldestTensorFlow}\` or newer is needed.`,
		'Older ones do not export the C API. Run `mmc setup` without `--from`, or give a newer one.',
	);
}
