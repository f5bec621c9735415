/**
 * Makes TensorFlow usable under Node: a current TensorFlow's libraries, the JavaScript of tfjs-node-gpu, and the addon
 * between them, in a per-user cache that all checkouts share. See docs/backends.md.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from '../files/atomic-write.js';
import { sha256Of } from '../files/sha256.js';
import {
	addonFile,
	type Installed,
	libraryNames,
	manifestFile,
	readInstalled,
	setUpFolder,
} from '../nn/backend/installed.js';
import { compileAddon, tryAddon } from './addon.js';
import { downloadLibraries, existingLibraries } from './libraries.js';
import { withLock } from './lock.js';
import { addNodePackage } from './node-package.js';
import { pinnedNodePackage, pinnedWheels } from './pins.js';
import { checkFreeDisk, checkPlatform } from './preconditions.js';
import type { OnSetUpProgress } from './progress.js';

export interface SetUpOptions {
	/** Uses the CUDA build of TensorFlow and NVIDIA's libraries instead of the CPU build. */
	readonly cuda?: boolean;
	/** Source of the libraries: a wheel file, an unpacked wheel, or a `site-packages` folder. */
	readonly from?: string;
	readonly onProgress?: OnSetUpProgress;
	readonly signal?: AbortSignal;
}

/** Packages to install, and the trial of the result. Tests use wheels of a few bytes and dummy addons. */
export interface Recipe {
	readonly wheels: typeof pinnedWheels;
	readonly nodePackage: typeof pinnedNodePackage;
	readonly tryAddon: typeof tryAddon;
}

const released: Recipe = { wheels: pinnedWheels, nodePackage: pinnedNodePackage, tryAddon };

/**
 * Installs what is requested, unless it is there already. Remains of a killed set-up are removed. If another process
 * sets up, this one waits and uses its result.
 *
 * @throws {SetUpError} with a remedy, when TensorFlow cannot be had
 */
export async function setUp(
	{ cuda = false, from, onProgress = () => {}, signal }: SetUpOptions = {},
	recipe: Recipe = released,
): Promise<Installed> {
	const kind = from ? 'from' : cuda ? 'cuda' : 'cpu';
	const source = from ? path.resolve(from) : recipe.wheels[cuda ? 'cuda' : 'cpu'].requirement;
	const present = findPresent(kind, source);
	if (present) return present;

	checkPlatform(kind);
	return withLock(
		setUpFolder(),
		async (signal) => findPresent(kind, source) ?? install(kind, source, recipe, { onProgress, signal }),
		{ onWait: () => onProgress({ phase: 'wait', fraction: 0 }), signal },
	);
}

/** Finds an existing installation; without a particular request any TensorFlow will do. */
function findPresent(kind: Installed['kind'], source: string): Installed | undefined {
	const installed = readInstalled();
	const suits = kind === 'cpu' || (installed?.kind === kind && installed.source === source);
	return suits ? installed : undefined;
}

interface InstallOptions {
	readonly onProgress: OnSetUpProgress;
	readonly signal: AbortSignal;
}

async function install(
	kind: Installed['kind'],
	source: string,
	{ wheels, nodePackage, tryAddon }: Recipe,
	options: InstallOptions,
): Promise<Installed> {
	const { onProgress, signal } = options;
	await removeUnused();
	if (kind !== 'from') await checkFreeDisk(setUpFolder(), wheels[kind].disk);
	const folder = await mkdtemp(path.join(setUpFolder(), `${kind}-`));
	try {
		const { version, include } =
			kind === 'from'
				? await existingLibraries(source, folder, options)
				: await downloadLibraries(wheels[kind], folder, { ...options, withCuda: kind === 'cuda' });
		onProgress({ phase: 'package', fraction: 0 });
		const sources = await addNodePackage(nodePackage, folder, signal);
		onProgress({ phase: 'compile', fraction: 0 });
		await compileAddon(folder, { nodePackage: sources, include }, signal);
		onProgress({ phase: 'check', fraction: 0 });
		await tryAddon(path.join(folder, addonFile), signal);
		await removeScaffolding(folder);
		// This step makes it the current one.
		const found = { files: await sizes(folder), sha256: await hashes(folder, signal) };
		await writeManifest({ kind, source, version, folder: path.basename(folder), ...found });
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
	await removeUnused();
	onProgress({ phase: 'check', fraction: 1 });
	return readInstalled()!;
}

/** Removes the remains of a killed set-up and replaced installations. */
async function removeUnused(): Promise<void> {
	const current = readInstalled()?.folder;
	const keep = [path.basename(manifestFile()), current && path.basename(current)];
	for (const entry of await readdir(setUpFolder())) {
		if (!keep.includes(entry)) await rm(path.join(setUpFolder(), entry), { recursive: true, force: true });
	}
}

async function removeScaffolding(folder: string): Promise<void> {
	for (const used of ['download', 'tensorflow/include']) {
		await rm(path.join(folder, used), { recursive: true, force: true });
	}
}

async function sizes(folder: string): Promise<Record<string, number>> {
	const files = [addonFile, ...libraryNames.map((library) => `tensorflow/${library}`)];
	const measured = files.map(async (file) => [file, (await stat(path.join(folder, file))).size] as const);
	return Object.fromEntries(await Promise.all(measured));
}

/** Hashes one file after the other, including links to the libraries of `--from`. */
async function hashes(folder: string, signal: AbortSignal): Promise<Record<string, string>> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const found: Record<string, string> = {};
	for (const entry of entries) {
		const file = path.join(entry.parentPath, entry.name);
		if (!(await stat(file)).isFile()) continue;
		found[path.relative(folder, file)] = await sha256Of(file, signal);
	}
	return found;
}

function writeManifest(installed: Installed): Promise<void> {
	return writeAtomically(manifestFile(), `${JSON.stringify(installed, null, '\t')}\n`);
}
