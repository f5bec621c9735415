import { open } from 'node:fs/promises';
import { liesInLitter } from '../../files/folder-entries.js';
import type { ImageSource } from '../items.js';
import { isImageName } from './image-names.js';
import { TarReader } from './tar-reader.js';

/**
 * Finds the images in a tar archive by one pass over its headers.
 *
 * The files of one sample, in webdataset's sense, are adjacent, and their names differ only after the first dot.
 * Among the images of a sample, the first one named `key.jpg` (`.png`, `.webp` …) is used, so a `key.seg.png` beside
 * it is not; if there is no such name, all are used.
 *
 * @returns the images in the order of the archive; their paths begin with that of the archive
 * @throws {Error} when the archive can't be read, is compressed, damaged or cut short, or names a path outside of itself
 */
export async function indexShard(shard: string): Promise<readonly ImageSource[]> {
	const handle = await open(shard).catch((cause: NodeJS.ErrnoException) => {
		throw new Error(
			`The shard \`${shard}\` can't be opened (${cause.code}). Is it there, and may it be read?`,
			{
				cause,
			},
		);
	});
	try {
		return await readImages(new TarReader(shard, handle, (await handle.stat()).size));
	} finally {
		await handle.close();
	}
}

async function readImages(reader: TarReader): Promise<readonly ImageSource[]> {
	const images: ImageSource[] = [];
	let sample: ImageSource[] = [];
	let key: string | undefined;
	for (let entry = await reader.next(); entry !== undefined; entry = await reader.next()) {
		const { name, offset, size } = entry;
		if (!isImageName(name) || liesInLitter(name)) continue;
		if (keyOf(name) !== key) {
			images.push(...chosen(sample));
			sample = [];
			key = keyOf(name);
		}

		sample.push({ path: `${reader.shard}/${name}`, within: { file: reader.shard, offset, size } });
	}

	return [...images, ...chosen(sample)];
}

function chosen(sample: readonly ImageSource[]): readonly ImageSource[] {
	const main = sample.find(({ path }) => !path.slice(keyOf(path).length + 1).includes('.'));
	return main === undefined ? sample : [main];
}

/** Key of a sample: the path up to the first dot of the name. */
function keyOf(path: string): string {
	return path.slice(0, path.indexOf('.', path.lastIndexOf('/') + 1));
}
