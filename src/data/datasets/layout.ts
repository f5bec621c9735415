/** Finds a data set's folders and files, with errors that say what was looked for. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type FolderEntry, listEntries } from '../../files/folder-entries.js';
import { linesOf, readText } from '../../files/text.js';
import { leavesArchive } from '../listing/archive-paths.js';

/** Error for a data set that is not laid out as expected. */
export class DatasetError extends Error {
	override readonly name = 'DatasetError';
}

/**
 * Finds the first of some folders below `root` that holds `marker`.
 *
 * @throws {DatasetError} when there is no such root, or none of the folders holds it
 */
export function findBase(root: string, folders: readonly string[], marker: string, layout: string): string {
	checkRoot(root);
	const base = folders
		.map((folder) => path.join(root, folder))
		.find((at) => existsSync(path.join(at, marker)));
	if (base) return base;

	throw new DatasetError(
		`\`dataset.root\` \`${root}\` holds no \`${path.join(folders[0]!, marker)}\`: set it to the folder of ${layout}`,
	);
}

export function checkRoot(root: string): void {
	if (existsSync(root)) return;

	throw new DatasetError(`There is no folder \`${root}\`: set \`dataset.root\` to where the data set lies`);
}

/**
 * Returns the requested split, or the only one.
 *
 * @throws {DatasetError} listing the splits, when the one asked for is not there, or when there are several
 *   to choose from and none was asked for
 */
export function chooseSplit(split: string | undefined, splits: readonly string[], place: string): string {
	const listed = splits.map((name) => `\`${name}\``).join(', ');

	if (splits.length === 0) {
		throw new DatasetError(
			`No split was found: there is no \`${place}\`. Check \`dataset.root\` and \`dataset.kind\``,
		);
	}

	if (split === undefined) {
		if (splits.length === 1) return splits[0]!;
		throw new DatasetError(
			`There are several splits in \`${place}\`: choose by \`dataset.split\` one of ${listed}`,
		);
	}

	if (splits.includes(split)) return split;
	throw new DatasetError(
		`There is no split \`${split}\` in \`${place}\`: set \`dataset.split\` to one of ${listed}`,
	);
}

/** Lists the entries of a folder without litter, sorted by code unit; none if there is no such folder. */
export async function listFolder(folder: string): Promise<string[]> {
	return (await readEntries(folder)).map(({ name }) => name);
}

/** Lists the folders in a folder, links to folders among them; see {@link listFolder}. */
export async function listFolders(folder: string): Promise<string[]> {
	return (await readEntries(folder)).filter(({ kind }) => kind === 'folder').map(({ name }) => name);
}

async function readEntries(folder: string): Promise<FolderEntry[]> {
	return listEntries(folder).catch((cause: NodeJS.ErrnoException) => {
		if (cause.code === 'ENOENT') return [];
		const remedy =
			cause.code === 'ENOTDIR' ? 'a folder must stand there' : 'give yourself the right to read it';
		throw new DatasetError(`\`${folder}\` can't be listed (${cause.code}): ${remedy}`, { cause });
	});
}

/** Reads the non-empty lines of a text file, trimmed. */
export async function readLines(file: string): Promise<string[]> {
	const text = await readText(file).catch((cause) => {
		throw new DatasetError(`Can't read \`${file}\` (${(cause as Error).message}): complete the data set`, {
			cause,
		});
	});

	return linesOf(text);
}

/**
 * Checks that names from a list lead nowhere but into the data set's folders.
 *
 * @throws {DatasetError} naming the list and the first name that leads out
 */
export function checkNames(names: Iterable<string>, list: string): void {
	for (const name of names) {
		if (leavesArchive(name)) {
			throw new DatasetError(
				`\`${name}\` of \`${list}\` leads out of the data set: get the list again, or take the name out`,
			);
		}
	}
}

/**
 * Checks that files exist, each folder being listed only once.
 *
 * @throws {DatasetError} naming the first file that is missing, and how many are
 */
export async function checkFiles(files: readonly string[], what: string): Promise<void> {
	const folders = new Map<string, Set<string>>();

	for (const folder of new Set(files.map((file) => path.dirname(file)))) {
		folders.set(folder, new Set(await listFolder(folder)));
	}

	const missing = files.filter((file) => !folders.get(path.dirname(file))!.has(path.basename(file)));
	if (missing.length === 0) return;

	throw new DatasetError(
		`${missing.length} of ${files.length} ${what} are missing, the first is \`${missing[0]}\`: complete the data ` +
			'set, or take out what refers to them',
	);
}
