/**
 * Makes TensorFlow usable under Node: a current TensorFlow's libraries, the JavaScript of tfjs-node-gpu, and the addon
 * between them, in a per-user cache that all checkouts share. See docs/backends.md.
 */
import { mkdtemp, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { compileAddon } from './addon.js';
import {
	addonFile,
	type Installed,
	libraryNames,
	manifestFile,
	readInstalled,
	setUpFolder,
} from './cache.js';
import { downloadLibraries, existingLibraries } from './libraries.js';
import { withLock } from './lock.js';
import { addNodePackage } from './node-package.js';
import { pinnedWheels } from './pins.js';
import { run } from './programs.js';
import type { OnSetUpProgress } from './progress.js';
import { SetUpError } from './set-up-error.js';

export interface SetUpOptions {
	/** Take the CUDA build of TensorFlow and NVIDIA's libraries instead of the CPU build. */
	readonly cuda?: boolean;
	/** Take the libraries from here: a wheel file, an unpacked wheel, or a `site-packages` folder. */
	readonly from?: string;
	readonly onProgress?: OnSetUpProgress;
	readonly signal?: AbortSignal;
}

/**
 * Sets up what is asked for, unless it is there already. Any earlier try that was killed is cleaned away; while another
 * process sets up, waits for it.
 *
 * @param check tries the finished addon; replaced in tests, whose addons are fakes
 * @throws {SetUpError} with a remedy, when TensorFlow cannot be had
 */
export async function setUp(
	{ cuda = false, from, onProgress = () => {}, signal }: SetUpOptions = {},
	check: (addon: string, signal: AbortSignal) => Promise<unknown> = loadInChild,
): Promise<Installed> {
	const kind = from ? 'from' : cuda ? 'cuda' : 'cpu';
	const source = from ? path.resolve(from) : pinnedWheels[cuda ? 'cuda' : 'cpu'].requirement;
	const present = () => {
		const installed = readInstalled();
		// Whoever asks for nothing in particular is content with any TensorFlow.
		const suits = kind === 'cpu' || (installed?.kind === kind && installed.source === source);
		return suits ? installed : undefined;
	};

	const early = present();
	if (early) return early;
	checkPlatform(kind);
	const build = async (locked: AbortSignal) =>
		present() ?? install(kind, source, { onProgress, signal: locked, check });
	return withLock(setUpFolder(), build, { onWait: () => onProgress({ phase: 'wait', fraction: 0 }), signal });
}

interface InstallOptions {
	readonly onProgress: OnSetUpProgress;
	readonly signal: AbortSignal;
	readonly check: (addon: string, signal: AbortSignal) => Promise<unknown>;
}

async function install(kind: Installed['kind'], source: string, options: InstallOptions): Promise<Installed> {
	const { onProgress, signal } = options;
	await removeLeftovers();
	if (kind !== 'from') await checkDisk(pinnedWheels[kind].disk);
	const folder = await mkdtemp(path.join(setUpFolder(), `${kind}-`));
	try {
		const libraries =
			kind === 'from'
				? await existingLibraries(source, folder, options)
				: await downloadLibraries(kind, folder, options);
		onProgress({ phase: 'package', fraction: 0 });
		const nodePackage = await addNodePackage(folder, signal);
		onProgress({ phase: 'compile', fraction: 0 });
		await compileAddon(folder, { nodePackage, include: libraries.include }, signal);
		onProgress({ phase: 'check', fraction: 0 });
		await options.check(path.join(folder, addonFile), signal);
		for (const used of ['download', 'tensorflow/include']) {
			await rm(path.join(folder, used), { recursive: true, force: true });
		}
		await writeManifest({ kind, source, version: libraries.version, folder, files: await sizes(folder) });
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
	await removeLeftovers();
	onProgress({ phase: 'check', fraction: 1 });
	return readInstalled()!;
}

/** What a killed set-up left, and installations that have been replaced. */
async function removeLeftovers(): Promise<void> {
	const current = readInstalled()?.folder;
	const keep = [path.basename(manifestFile()), current && path.basename(current)];
	for (const entry of await readdir(setUpFolder())) {
		if (!keep.includes(entry)) await rm(path.join(setUpFolder(), entry), { recursive: true, force: true });
	}
}

async function sizes(folder: string): Promise<Record<string, number>> {
	const files = [addonFile, ...libraryNames.map((library) => `tensorflow/${library}`)];
	const measured = files.map(async (file) => [file, (await stat(path.join(folder, file))).size] as const);
	return Object.fromEntries(await Promise.all(measured));
}

/** The one step that makes the new installation the current one. */
async function writeManifest(installed: Installed): Promise<void> {
	const temporary = `${manifestFile()}.new`;
	const file = await open(temporary, 'w');
	await file.writeFile(
		`${JSON.stringify({ ...installed, folder: path.basename(installed.folder) }, null, '\t')}\n`,
	);
	await file.sync();
	await file.close();
	await rename(temporary, manifestFile());
}

/** In a child, because a library built for another processor ends the process that loads it. */
async function loadInChild(addon: string, signal: AbortSignal): Promise<void> {
	try {
		await run([process.execPath], ['--eval', `require(${JSON.stringify(addon)})`], { signal });
	} catch (error) {
		if (signal.aborted) throw error;
		throw new SetUpError(
			`TensorFlow was put together but cannot be loaded on this machine. ${(error as Error).message}`,
			'TensorFlow’s wheels need glibc and a processor with AVX. If yours is older, give a TensorFlow built for it: `mmc setup --from`.',
			{ cause: error },
		);
	}
}

function checkPlatform(kind: Installed['kind']): void {
	const platform = `${process.platform}-${process.arch}`;
	const supported = kind === 'from' ? process.platform === 'linux' : platform === 'linux-x64';
	if (supported) return;
	throw new SetUpError(
		`Set-up knows no TensorFlow for \`${platform}\`.`,
		process.platform === 'linux'
			? 'Give an installed one: `mmc setup --from SITE-PACKAGES`. Without it the wasm backend is used.'
			: 'The wasm backend is used here. For speed run in Linux, for instance in a container.',
	);
}

async function checkDisk(needed: number): Promise<void> {
	const { bavail, bsize } = await statfs(setUpFolder());
	const free = bavail * bsize;
	if (free >= needed) return;
	const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
	throw new SetUpError(
		`Set-up needs ${gigabytes(needed)} of disk in \`${setUpFolder()}\`, where ${gigabytes(free)} are free.`,
		'Free some, or name another folder in the variable `MMC_CACHE`.',
	);
}
