/** Files by their real paths, since one file has many names: relative, absolute, and through links. */
import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import pMap from 'p-map';

/** Number of folders, and of links, that are looked up at once. */
const atOnce = 16;

interface Folder {
	readonly real: string;
	/** Names of the links in it. */
	readonly links: ReadonlySet<string>;
}

/** A path that leads to the same file as an earlier one, by their places. */
export interface Repeat {
	readonly place: number;
	readonly earlier: number;
}

/**
 * Finds paths that lead to the file of an earlier one. Folders are looked up, not their files, so that a list of
 * millions takes little time; a file that is not there is told by its name alone.
 *
 * @param paths differ as texts, and are iterated several times
 */
export async function findRepeats(paths: Iterable<string>): Promise<Repeat[]> {
	const folders = await lookUpFolders(paths);
	const targets = await followLinks(paths, folders);
	const busy = sharedFolders(folders, targets);
	if (busy.size === 0) return [];
	const repeats: Repeat[] = [];
	const first = new Map<string, number>();
	let place = 0;

	for (const file of paths) {
		const target = targets.get(file);
		const folder = target === undefined ? folders.get(path.dirname(file))!.real : path.dirname(target);
		if (busy.has(folder)) {
			const real = target ?? path.join(folder, path.basename(file));
			const earlier = first.get(real);
			if (earlier === undefined) first.set(real, place);
			else repeats.push({ place, earlier });
		}
		place++;
	}

	return repeats;
}

async function lookUpFolders(paths: Iterable<string>): Promise<Map<string, Folder>> {
	const names = new Set<string>();
	for (const file of paths) names.add(path.dirname(file));
	const folders = await pMap(names, lookUpFolder, { concurrency: atOnce });

	return new Map(Array.from(names, (name, i) => [name, folders[i]!]));
}

async function lookUpFolder(folder: string): Promise<Folder> {
	try {
		const entries = await readdir(folder, { withFileTypes: true });
		const links = entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name);
		return { real: await realpath(folder), links: new Set(links) };
	} catch {
		// Whoever reads its files tells that it can't be read.
		return { real: path.resolve(folder), links: new Set() };
	}
}

async function followLinks(
	paths: Iterable<string>,
	folders: ReadonlyMap<string, Folder>,
): Promise<Map<string, string>> {
	const links = new Set<string>();
	if (Array.from(folders.values()).every((folder) => folder.links.size === 0)) return new Map();
	for (const file of paths)
		if (folders.get(path.dirname(file))!.links.has(path.basename(file))) links.add(file);
	const targets = await pMap(links, (link) => realpath(link).catch(() => path.resolve(link)), {
		concurrency: atOnce,
	});

	return new Map(Array.from(links, (link, i) => [link, targets[i]!]));
}

/** Returns the real folders that paths lead to in more than one way: only their files can repeat. */
function sharedFolders(
	folders: ReadonlyMap<string, Folder>,
	targets: ReadonlyMap<string, string>,
): ReadonlySet<string> {
	const [seen, shared] = [new Set<string>(), new Set<string>()];
	const add = (folder: string) => (seen.has(folder) ? shared : seen).add(folder);
	for (const { real } of folders.values()) add(real);
	for (const target of targets.values()) add(path.dirname(target));

	return shared;
}
