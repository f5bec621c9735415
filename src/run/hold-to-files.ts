import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunFolder } from './folder.js';

interface FileList {
	readonly count: number;
	/** SHA-256 over the paths, below the folder that all of them lie in. */
	readonly sha256: string;
}

const name = 'files.json';

/**
 * Keeps in `files.json` which files a run learns from and, where the run is resumed, holds it to them: the order of the
 * photos follows from the list. The folder that they lie in may be another one.
 *
 * @returns `paths`
 * @throws {Error} when the run began with other files
 */
export async function holdToFiles(folder: RunFolder, paths: readonly string[]): Promise<readonly string[]> {
	const list = fileList(paths);
	if (!existsSync(folder.path(name))) {
		await folder.writeJson(name, list);
		return paths;
	}

	const before: FileList = JSON.parse(await readFile(folder.path(name), 'utf8'));
	if (before.sha256 === list.sha256) return paths;
	throw new Error(
		`This run began with ${before.count} files; now there are ${list.count} or other names among them. Put them ` +
			'back, or start a new run from its state with `--fork`',
	);
}

function fileList(paths: readonly string[]): FileList {
	const folders = paths.map((file) => path.dirname(path.resolve(file)));
	const top = folders.reduce((common, folder) => commonFolder(common, folder));
	const hash = createHash('sha256');
	for (const file of paths) hash.update(`${path.relative(top, file)}\n`);
	return { count: paths.length, sha256: hash.digest('hex') };
}

/** The folder that holds both. */
function commonFolder(a: string, b: string): string {
	return b === a || b.startsWith(a + path.sep) || a === path.parse(a).root
		? a
		: commonFolder(path.dirname(a), b);
}
