/** One rule, for folders and archives alike, for the entries that count. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Entries that systems and tools leave in folders; names that begin with a dot are left out besides. */
const litter = new Set([
	'thumbs.db',
	'ehthumbs.db',
	'desktop.ini',
	'__macosx',
	'@eadir',
	'$recycle.bin',
	'lost+found',
]);

/**
 * Returns `true` if an entry of a folder is none of a data set: hidden files and folders (`.DS_Store`, `._x.jpg`,
 * `.ipynb_checkpoints`) and what systems leave behind (`Thumbs.db`, `__MACOSX`, `@eaDir` …).
 */
export function isLitter(name: string): boolean {
	return name.startsWith('.') || litter.has(name.toLowerCase());
}

/** Returns `true` if a path within a folder or an archive is litter, or lies in it. */
export function liesInLitter(inner: string): boolean {
	return inner.split('/').some((part) => part !== '.' && part !== '..' && isLitter(part));
}

/** Names of litter folders as patterns that fast-glob ignores; hidden ones it leaves out itself. */
export const litterGlobs: readonly string[] = ['__MACOSX', '@eaDir', '$RECYCLE.BIN', 'lost+found'].map(
	(name) => `**/${name.replace('$', '\\$').replace('+', '\\+')}/**`,
);

/** An entry of a folder. A link is what it leads to; a broken one is a file, so that its reader reports it. */
export interface FolderEntry {
	readonly name: string;
	readonly kind: 'file' | 'folder';
	readonly isLink: boolean;
}

/**
 * Lists the entries of a folder without litter, sorted by code unit.
 *
 * @throws {Error} the system's own, when the folder can't be read
 */
export async function listEntries(folder: string): Promise<FolderEntry[]> {
	const entries: FolderEntry[] = [];
	for (const entry of await readdir(folder, { withFileTypes: true })) {
		const { name } = entry;
		if (isLitter(name)) continue;
		const isLink = entry.isSymbolicLink();
		const isFolder = isLink ? await leadsToFolder(path.join(folder, name)) : entry.isDirectory();
		entries.push({ name, kind: isFolder ? 'folder' : 'file', isLink });
	}

	return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function leadsToFolder(link: string): Promise<boolean> {
	return stat(link).then(
		(target) => target.isDirectory(),
		() => false,
	);
}
