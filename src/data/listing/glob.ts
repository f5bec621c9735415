import fs from 'node:fs';
import glob, { type Entry, type Options } from 'fast-glob';
import { litterGlobs } from '../../files/folder-entries.js';
import { leadsBack } from './walk.js';

export function isGlob(pattern: string): boolean {
	return glob.isDynamicPattern(pattern);
}

/**
 * Finds everything that matches except folders. Links to folders are followed, unless they lead back to a folder that
 * they lie in.
 *
 * @returns paths in code-unit order
 */
export async function findByGlob(
	pattern: string,
	{ signal }: { readonly signal?: AbortSignal } = {},
): Promise<string[]> {
	const paths: string[] = [];
	const entries = glob.stream(pattern, {
		onlyFiles: false,
		objectMode: true,
		fs: withoutLoops,
		ignore: [...litterGlobs],
	});
	try {
		for await (const entry of entries as AsyncIterable<unknown> as AsyncIterable<Entry>) {
			signal?.throwIfAborted();
			if (!entry.dirent.isDirectory()) paths.push(entry.path);
		}
	} catch (cause) {
		signal?.throwIfAborted();
		throw new Error(
			`\`${pattern}\`: a folder can't be read (${(cause as Error).message}): give yourself the right to read it, or leave it out`,
			{ cause },
		);
	}

	return paths.sort();
}

/** File system for fast-glob, which takes a link that it cannot follow for a file. */
const withoutLoops: NonNullable<Options['fs']> = {
	stat: ((path: string, done: (error: NodeJS.ErrnoException | null, stats: fs.Stats) => void) => {
		fs.stat(path, async (error, stats) => {
			const isLoop = !error && stats.isDirectory() && (await leadsBack(path).catch(() => false));
			done(isLoop ? new Error(`\`${path}\` leads back`) : error, stats);
		});
	}) as typeof fs.stat,
};
