import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { findNearDuplicates } from '../data/decoding/near-duplicates.js';
import { type PerceptualHash, perceptualHash } from '../data/decoding/perceptual-hash.js';
import { type ImageList, ImageListBuilder } from '../data/listing/image-list.js';
import type { RunFolder } from '../run/folder.js';

/** An image that was left out, in `duplicates.json`. */
interface Dropped {
	/** Place in the list of all images. */
	readonly place: number;
	readonly path: string;
	/** The image that is kept instead. */
	readonly of: string;
	/** Bits in which their hashes differ. */
	readonly distance: number;
}

/**
 * Settings of the search for near duplicates: whether to drop them, in how many of 64 bits their hashes may differ,
 * and the largest photo in pixels.
 */
export interface DuplicateOptions {
	readonly duplicates: 'keep' | 'drop';
	readonly duplicateDistance: number;
	readonly maxPixels: number;
	/** Ends the search with its reason once it is aborted. */
	readonly signal?: AbortSignal;
}

const name = 'duplicates.json';

/**
 * Leaves out near duplicates of earlier images in the list, and records them in `duplicates.json`. A resumed run
 * reads that file, because the search decodes each image once.
 */
export async function dropDuplicates(
	folder: RunFolder,
	images: ImageList,
	{ duplicates, duplicateDistance, maxPixels, signal }: DuplicateOptions,
): Promise<ImageList> {
	if (duplicates === 'keep') return images;
	if (!existsSync(folder.path(name))) {
		const found = findNearDuplicates(await hashAll(images, maxPixels, signal), duplicateDistance);
		const dropped: Dropped[] = found.map(({ place, of, distance }) => {
			return { place, path: images.at(place).path, of: images.at(of).path, distance };
		});
		await folder.writeJson(name, dropped);
	}

	const dropped: Dropped[] = JSON.parse(await readFile(folder.path(name), 'utf8'));
	return without(images, new Set(dropped.map(({ place }) => place)));
}

/** Hashes all images. An image that cannot be decoded has no hash and stays, for training to report. */
async function hashAll(
	images: ImageList,
	maxPixels: number,
	signal: AbortSignal | undefined,
): Promise<(PerceptualHash | undefined)[]> {
	const hashes = new Array<PerceptualHash | undefined>(images.length).fill(undefined);
	let next = 0;
	const lane = async () => {
		while (next < images.length) {
			signal?.throwIfAborted();
			const place = next++;
			hashes[place] = await perceptualHash(images.at(place), maxPixels).catch(() => undefined);
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, lane));
	return hashes;
}

function without(images: ImageList, places: ReadonlySet<number>): ImageList {
	const kept = new ImageListBuilder();
	for (let place = 0; place < images.length; place++) if (!places.has(place)) kept.add(images.at(place));
	return kept.finish();
}
