/** Place of the installed TensorFlow, and the file that records it. */
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

/** Content of `manifest.json`, which a finished set-up leaves behind. */
const installedSchema = z.object({
	/** Kind: `cpu` and `cuda` are the pinned wheels, `from` is a TensorFlow that was already on the machine. */
	kind: z.enum(['cpu', 'cuda', 'from']),
	/** Source of the libraries: a pip requirement, or the absolute path given to `--from`. */
	source: z.string(),
	/** TensorFlow's version, such as `2.20.0`. */
	version: z.string(),
	/** Folder that holds `tensorflow/` and `node_modules/`: absolute, in the manifest its name. */
	folder: z.string(),
	/** Byte sizes by path within `folder`, of the files without which nothing works. */
	files: z.record(z.string(), z.number()),
	/** SHA-256 in hexadecimal digits by path within `folder`, of every file that set-up has left or links to. */
	sha256: z.record(z.string(), z.string()),
});

/** A finished set-up. */
export type Installed = Readonly<z.output<typeof installedSchema>>;

/** Version of the layout, raised whenever it changes, so that checkouts of several ages can share one cache. */
const recipe = 6;

/** Returns the cache: `MMC_CACHE`, else `masked-momentum` in `XDG_CACHE_HOME` or `~/.cache`. */
export function cacheFolder(): string {
	const { MMC_CACHE, XDG_CACHE_HOME } = process.env;
	if (MMC_CACHE) return path.resolve(MMC_CACHE);

	// The XDG specification says that relative paths are ignored.
	const base =
		XDG_CACHE_HOME && path.isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : path.join(homedir(), '.cache');
	return path.join(base, 'masked-momentum');
}

/** Returns set-up's part of the cache: one for each kind of machine, because clusters share home folders. */
export function setUpFolder(): string {
	return path.join(cacheFolder(), `tensorflow-${process.platform}-${process.arch}-${recipe}`);
}

export function manifestFile(): string {
	return path.join(setUpFolder(), 'manifest.json');
}

/** Reads the set-up that is ready for use, or `undefined`. Reads one small file and looks up three sizes. */
export function readInstalled(): Installed | undefined {
	try {
		const stored = installedSchema.parse(JSON.parse(readFileSync(manifestFile(), 'utf8')));
		// The manifest holds the folder's name, so that a cache can be moved.
		const installed = { ...stored, folder: path.join(setUpFolder(), stored.folder) };
		const isWhole = Object.entries(installed.files).every(
			([file, bytes]) => statSync(path.join(installed.folder, file)).size === bytes,
		);
		return isWhole ? installed : undefined;
	} catch {
		return undefined;
	}
}

/** Returns `true` if TensorFlow is installed. Takes well under a millisecond. */
export function isSetUp(): boolean {
	return readInstalled() !== undefined;
}

/** The native addon, within an installed folder. */
export const addonFile = 'tensorflow/tfjs_binding.node';
export const libraryNames = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

/**
 * Name of the hand-over: the installed JavaScript finds the modules it requires in
 * `globalThis[Symbol.for(handOver)]`, where its loader puts its own copies.
 */
export const handOver = 'masked-momentum/modules';
