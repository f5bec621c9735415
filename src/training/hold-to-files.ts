import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ImageList } from '../data/listing/image-list.js';
import type { RunFolder } from '../run/folder.js';

interface FileList {
	readonly count: number;
	/** SHA-256 of the paths below their common folder. */
	readonly sha256: string;
}

const name = 'files.json';

/**
 * Records a run's images in `files.json` and, if the run is resumed, checks that they are the same: the order of the
 * photos depends on the list. Their common folder may be another one.
 *
 * @returns `images`
 * @throws {Error} when the run began with other images
 */
export async function holdToFiles(folder: RunFolder, images: ImageList): Promise<ImageList> {
	const list = describeList(images);
	if (!existsSync(folder.path(name))) {
		await folder.writeJson(name, list);
		return images;
	}

	const before: FileList = JSON.parse(await readFile(folder.path(name), 'utf8'));
	if (before.sha256 === list.sha256) return images;
	throw new Error(
		`This run began with ${before.count} files; now there are ${list.count} or other names among them. Put them ` +
			'back, or start a new run from its state with `--fork`',
	);
}

function describeList(images: ImageList): FileList {
	const folders = images.folders.map(({ prefix }) => path.resolve(prefix));
	const top = folders.reduce((common, folder) => commonFolder(common, folder));
	const below = folders.map((folder) => path.relative(top, folder));
	const hash = createHash('sha256');
	for (let place = 0; place < images.length; place++) {
		const folder = below[images.folderOf[place]!]!;
		hash.update(folder === '' ? '' : `${folder}/`);
		hash.update(images.nameBytes(place));
		hash.update('\n');
	}

	return { count: images.length, sha256: hash.digest('hex') };
}

/** Returns the common folder of two paths. */
function commonFolder(a: string, b: string): string {
	return b === a || b.startsWith(a + path.sep) || a === path.parse(a).root
		? a
		: commonFolder(path.dirname(a), b);
}
