import type { ImageSource } from '../items.js';
import { GrowingBytes, GrowingNumbers } from './growing.js';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Folder of images, in an archive or not: the common part of their paths. */
export interface ListedFolder {
	/** Beginning of all paths, up to the last slash. */
	readonly prefix: string;
	/** The archive that holds the images, if they are in one. */
	readonly shard: string | undefined;
}

/**
 * List of millions of images. An image takes the UTF-8 bytes of its name without the folder and 8 bytes more, in an
 * archive 24 more; a folder is stored once. Strings are made on request.
 */
export class ImageList implements Iterable<ImageSource> {
	constructor(
		readonly length: number,
		readonly folders: readonly ListedFolder[],
		/** The folder of each image. */
		readonly folderOf: Uint32Array,
		/** All names, concatenated. */
		readonly names: Uint8Array,
		/** End of each name. */
		readonly ends: Uint32Array,
		/** Offset and size of each image in its archive; empty if all are files. */
		readonly ranges: Float64Array,
	) {}

	/** Returns the image at a place, 0 ≤ place < length. */
	at(place: number): ImageSource {
		const { prefix, shard } = this.folders[this.folderOf[place]!]!;
		const path = prefix + utf8.decode(this.nameBytes(place));
		if (shard === undefined) return { path };
		return {
			path,
			within: { file: shard, offset: this.ranges[2 * place]!, size: this.ranges[2 * place + 1]! },
		};
	}

	/** Returns the name in its folder in UTF-8, without a copy. */
	nameBytes(place: number): Uint8Array {
		const start = place === 0 ? 0 : this.ends[place - 1]!;
		return this.names.subarray(start, this.ends[place]!);
	}

	*[Symbol.iterator](): Generator<ImageSource> {
		for (let place = 0; place < this.length; place++) yield this.at(place);
	}

	/** Bytes that grow with the number of images. */
	get byteLength(): number {
		return [this.folderOf, this.names, this.ends, this.ranges].reduce(
			(sum, { byteLength }) => sum + byteLength,
			0,
		);
	}
}

/** Builds an image list from images in order. */
export class ImageListBuilder {
	readonly #folders: ListedFolder[] = [];
	readonly #places = new Map<string, number>();
	readonly #folderOf = new GrowingNumbers((size) => new Uint32Array(size));
	readonly #names = new GrowingBytes();
	readonly #ends = new GrowingNumbers((size) => new Uint32Array(size));
	readonly #ranges = new GrowingNumbers((size) => new Float64Array(size));
	#hasRanges = false;

	get length(): number {
		return this.#ends.length;
	}

	/** @throws {RangeError} when all names together have more than 4 GB */
	add({ path, within }: ImageSource): void {
		const cut = path.lastIndexOf('/') + 1;
		this.#folderOf.push(this.#folder(path.slice(0, cut), within?.file));
		this.#ends.push(this.#names.append(path.slice(cut)));
		if (within !== undefined && !this.#hasRanges) {
			// Earlier files have no range.
			for (let place = 1; place < this.length; place++) this.#ranges.push(0, 0);
			this.#hasRanges = true;
		}

		if (this.#hasRanges) this.#ranges.push(within?.offset ?? 0, within?.size ?? 0);
	}

	finish(): ImageList {
		return new ImageList(
			this.length,
			this.#folders,
			this.#folderOf.trimmed(),
			this.#names.trimmed(),
			this.#ends.trimmed(),
			this.#ranges.trimmed(),
		);
	}

	#folder(prefix: string, shard: string | undefined): number {
		const last = this.#folders.at(-1);
		if (last?.prefix === prefix && last.shard === shard) return this.#folders.length - 1;
		const key = `${shard ?? ''}\0${prefix}`;
		const known = this.#places.get(key);
		if (known !== undefined) return known;
		this.#places.set(key, this.#folders.length);
		return this.#folders.push({ prefix, shard }) - 1;
	}
}

/** Returns a list of images that are files, in the given order. */
export function imageList(paths: Iterable<string>): ImageList {
	const builder = new ImageListBuilder();
	for (const path of paths) builder.add({ path });
	return builder.finish();
}
