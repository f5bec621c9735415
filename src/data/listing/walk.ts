import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { type FolderEntry, listEntries } from '../../files/folder-entries.js';

/**
 * Visits everything below a folder except folders, in code-unit order of the paths, so that the first one is known
 * before the rest is read. Links to folders are followed, unless they lead back to a folder that they lie in. Litter
 * (hidden files, `Thumbs.db` …) is skipped.
 *
 * @param visit is told each path, which begins with `folder`, normalised
 * @throws {Error} when a folder can't be read
 */
export async function walk(folder: string, visit: (path: string) => void): Promise<void> {
	await walkFolder(path.normalize(`${folder}/`).replace(/^\.\/$/, ''), visit);
}

/** Walks one folder. Folder names end with a slash, so that names sort as the paths below them do. */
async function walkFolder(folder: string, visit: (path: string) => void): Promise<void> {
	for (const name of await readSorted(folder)) {
		const entry = folder + name;
		if (name.endsWith('/')) await walkFolder(entry, visit);
		else visit(entry);
	}
}

async function readSorted(folder: string): Promise<string[]> {
	const names: string[] = [];
	for (const { name, kind, isLink } of await readEntries(folder)) {
		if (kind === 'file') names.push(name);
		else if (!isLink || !(await leadsBack(folder + name))) names.push(`${name}/`);
	}

	return names.sort();
}

async function readEntries(folder: string): Promise<FolderEntry[]> {
	try {
		return await listEntries(folder || '.');
	} catch (cause) {
		throw new Error(
			`The folder \`${folder}\` can't be read (${(cause as NodeJS.ErrnoException).code}): give yourself the right ` +
				'to read it, or leave it out',
			{ cause },
		);
	}
}

/** Returns `true` if a link to a folder leads to a folder on its own path. */
export async function leadsBack(link: string): Promise<boolean> {
	const target = await realpath(link);
	for (let above = path.dirname(path.resolve(link)); ; above = path.dirname(above)) {
		if ((await realpath(above)) === target) return true;
		if (above === path.dirname(above)) return false;
	}
}
