import { stat } from 'node:fs/promises';
import { extname, normalize } from 'node:path';
import pMap, { pMapIterable } from 'p-map';
import { findRepeats } from '../../files/real-paths.js';
import type { ImageSource } from '../items.js';
import { refuseCompressedName } from './compressed.js';
import { expandRanges } from './expand-ranges.js';
import { findByGlob, isGlob } from './glob.js';
import { type ImageList, ImageListBuilder, imageList } from './image-list.js';
import { imageExtensions, isImageName, isShardName } from './image-names.js';
import { merge } from './merge.js';
import { readList } from './read-list.js';
import { indexShard } from './shard.js';
import { walk } from './walk.js';

const REMEDY =
	`Give a folder with images (${imageExtensions.join(', ')}), a glob such as 'photos/**/*.jpg' (in quotes), an image, ` +
	'a .txt file with one path a line, or .tar shards.';

/** Number of patterns that are looked for at once: a range may stand for a million. */
const patternsAtOnce = 32;

/** Number of shards whose headers are read at once. */
const shardsAtOnce = 8;

/** Settings of a search for images. */
export interface FindOptions {
	/** Ends the search with its reason once it is aborted. */
	readonly signal?: AbortSignal;
}

/**
 * Finds images, including those in tar archives (webdataset's shards).
 *
 * @param patterns each an image, a shard, a folder (all images below it, or, where there are none, all shards), a glob
 *   (the images among what it matches, or the shards), or a `.txt` file with one path a line, relative to that file.
 *   `{000..123}` in any of them stands for each of the numbers, none of which may be missing
 * @returns the images in code-unit order of the files' paths, the same on every machine, each once, also where
 *   several names or links lead to it; those of a shard in the order in which they stand in it
 * @throws {Error} when a pattern names something that does not exist or matches no image, or when a shard is compressed,
 *   damaged or cut short, or names a path outside of itself
 */
export async function findImages(
	patterns: string | readonly string[],
	options: FindOptions = {},
): Promise<ImageList> {
	const images = await lookIntoShards(await findOnce(patterns, options), options);
	if (images.length === 0)
		throw new Error(`The shards of \`${[patterns].flat().join(' ')}\` hold no image. ${REMEDY}`);
	return images;
}

/**
 * Finds images that are files of their own.
 *
 * @param patterns see {@link findImages}, without shards
 * @returns paths in code-unit order, the same on every machine, each once
 * @throws {Error} when a pattern names something that does not exist, matches no image, or is a shard
 */
export async function findFiles(
	patterns: string | readonly string[],
	options: FindOptions = {},
): Promise<string[]> {
	const files = await findOnce(patterns, options);
	const paths = Array.from(files, ({ path }) => path);
	const shard = paths.find(isShardName);
	if (shard !== undefined) throw new Error(`\`${shard}\` is a shard: only files can be read here. Unpack it`);
	return paths;
}

/** Finds each file once, however many names lead to it: of these the first is taken. */
async function findOnce(patterns: string | readonly string[], options: FindOptions): Promise<ImageList> {
	const files = await findAll([patterns].flat(), options);
	const repeats = await findRepeats({
		*[Symbol.iterator]() {
			for (const { path } of files) yield path;
		},
	});
	if (repeats.length === 0) return files;
	const left = new Set(repeats.map(({ place }) => place));
	const builder = new ImageListBuilder();
	for (let place = 0; place < files.length; place++) if (!left.has(place)) builder.add(files.at(place));
	return builder.finish();
}

async function findAll(patterns: readonly string[], options: FindOptions): Promise<ImageList> {
	const find = (pattern: string) => findFilesAndShards(pattern, options);
	return merge(await pMap(patterns, find, { concurrency: patternsAtOnce, signal: options.signal }));
}

async function findFilesAndShards(pattern: string, options: FindOptions): Promise<ImageList> {
	const files = await matches(pattern, options);
	if (files.length > 0) return files;
	throw new Error(`\`${pattern}\` matches no image. ${REMEDY}`);
}

async function matches(pattern: string, options: FindOptions): Promise<ImageList> {
	refuseCompressedName(pattern);
	const entry = await stat(pattern).catch(() => undefined);
	if (entry?.isDirectory()) return findBelow(pattern, options);
	if (entry !== undefined)
		return extname(pattern) === '.txt' ? readList(pattern) : imageList([normalize(pattern)]);
	const expanded = expandRanges(pattern);
	if (expanded.length > 1) return findAll(expanded, options);
	if (pattern !== '' && isGlob(pattern)) return imagesOrShards(await findByGlob(pattern, options));
	throw new Error(`\`${pattern}\` does not exist, or may not be read. ${REMEDY}`);
}

async function findBelow(folder: string, { signal }: FindOptions): Promise<ImageList> {
	const [images, shards] = [new ImageListBuilder(), new ImageListBuilder()];
	await walk(folder, (path) => {
		signal?.throwIfAborted();
		if (isImageName(path)) images.add({ path });
		else if (isShardName(path)) shards.add({ path });
	});
	return (images.length > 0 ? images : shards).finish();
}

/**
 * Returns the images, or the shards if there are no images: an archive often lies beside its unpacked content, which
 * must not count twice.
 */
function imagesOrShards(paths: readonly string[]): ImageList {
	const images = paths.filter(isImageName);
	return imageList(images.length > 0 ? images : paths.filter(isShardName));
}

/** Replaces each shard by its images. */
async function lookIntoShards(files: ImageList, { signal }: FindOptions): Promise<ImageList> {
	if (!holdsShards(files)) return files;
	const builder = new ImageListBuilder();
	const look = async (file: ImageSource) => {
		signal?.throwIfAborted();
		return isShardName(file.path) ? indexShard(file.path) : [file];
	};
	// What is found in a shard waits for its place: it must not pile up.
	const each = pMapIterable(files, look, { concurrency: shardsAtOnce, backpressure: shardsAtOnce });
	for await (const images of each) for (const image of images) builder.add(image);
	return builder.finish();
}

function holdsShards(files: ImageList): boolean {
	for (const { path } of files) if (isShardName(path)) return true;
	return false;
}
