/** Where set-up keeps TensorFlow, and the one file that says it is there. */
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

/** Content of `manifest.json`, which a finished set-up leaves behind. */
const installedSchema = z.object({
	/** `cpu` and `cuda` are the pinned wheels, `from` is a TensorFlow that was already on the machine. */
	kind: z.enum(['cpu', 'cuda', 'from']),
	/** What the libraries were taken from: a pip requirement, or the absolute path given to `--from`. */
	source: z.string(),
	/** TensorFlow's version, such as `2.20.0`. */
	version: z.string(),
	/** Path of the folder that holds `tensorflow/` and `node_modules/`: absolute, in the manifest its name. */
	folder: z.string(),
	/** Byte sizes by path within `folder`, of the files without which nothing works. */
	files: z.record(z.string(), z.number()),
	/** SHA-256 in hexadecimal digits by path within `folder`, of every file that set-up has left or links to. */
	sha256: z.record(z.string(), z.string()),
});

/** A finished set-up. */
export type Installed = Readonly<z.output<typeof installedSchema>>;

/** Raised whenever what set-up leaves behind changes, so that checkouts of several ages can share one cache. */
const recipe = 4;

/** `MMC_CACHE`, else `masked-momentum` in `XDG_CACHE_HOME` or `~/.cache`. */
export function cacheFolder(): string {
	const { MMC_CACHE, XDG_CACHE_HOME } = process.env;
	if (MMC_CACHE) return path.resolve(MMC_CACHE);

	// The XDG specification has relative paths ignored.
	const base =
		XDG_CACHE_HOME && path.isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : path.join(homedir(), '.cache');
	return path.join(base, 'masked-momentum');
}

/** The part of the cache that set-up owns: one per kind of machine, because home folders are shared in clusters. */
export function setUpFolder(): string {
	return path.join(cacheFolder(), `tensorflow-${process.platform}-${process.arch}-${recipe}`);
}

export function manifestFile(): string {
	return path.join(setUpFolder(), 'manifest.json');
}

/** The set-up that is ready for use, or `undefined`. Reads one small file and looks up three sizes. */
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

/** Whether TensorFlow is there. Takes well under a millisecond. */
export function isSetUp(): boolean {
	return readInstalled() !== undefined;
}

/** The native addon, within an installed folder. */
export const addonFile = 'tensorflow/tfjs_binding.node';
export const libraryNames = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

/**
 * The installed JavaScript finds the modules it requires in `globalThis[Symbol.for(handOver)]`, by name: whoever loads
 * it puts its own copies there.
 */
export const handOver = 'masked-momentum/modules';
