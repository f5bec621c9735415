import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Visits everything below a folder except folders, in code-unit order of the paths, so that the first one is known
 * before the rest is read. Links to folders are followed, unless they lead back to a folder that they lie in. Names
 * that begin with a dot are skipped.
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
	for (const entry of await readEntries(folder)) {
		const { name } = entry;
		if (name.startsWith('.')) continue;
		const kind = entry.isSymbolicLink()
			? await kindOfLink(folder + name)
			: entry.isDirectory()
				? 'folder'
				: 'file';
		if (kind !== 'loop') names.push(kind === 'folder' ? `${name}/` : name);
	}

	return names.sort();
}

async function readEntries(folder: string) {
	try {
		return await readdir(folder || '.', { withFileTypes: true });
	} catch (cause) {
		throw new Error(
			`The folder \`${folder}\` can't be read (${(cause as NodeJS.ErrnoException).code}): give yourself the right ` +
				'to read it, or leave it out',
			{ cause },
		);
	}
}

/** Kind of a link's target. A broken link counts as a file, so that its reader reports it. */
async function kindOfLink(link: string): Promise<'file' | 'folder' | 'loop'> {
	const isFolder = await stat(link).then(
		(target) => target.isDirectory(),
		() => false,
	);
	if (!isFolder) return 'file';
	return (await leadsBack(link)) ? 'loop' : 'folder';
}

/** Returns `true` if a link to a folder leads to a folder on its own path. */
export async function leadsBack(link: string): Promise<boolean> {
	const target = await realpath(link);
	for (let above = path.dirname(path.resolve(link)); ; above = path.dirname(above)) {
		if ((await realpath(above)) === target) return true;
		if (above === path.dirname(above)) return false;
	}
}
