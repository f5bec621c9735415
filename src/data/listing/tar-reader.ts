import type { FileHandle } from 'node:fs/promises';
import { Header, type HeaderData, Pax } from 'tar';
import { leadsOut, leavesArchive } from './archive-paths.js';
import { refuseCompressedBytes } from './compressed.js';

const block = 512;
/** Bytes of one read. Small files lie beside their headers, so one read serves several. */
const windowSize = 32 * 1024;
/** Limit of a name's length. A header with a longer one is damaged, and must not fill the memory. */
const longestText = 1024 * 1024;
const withoutBytes = new Set(['Link', 'SymbolicLink', 'CharacterDevice', 'BlockDevice', 'Directory', 'FIFO']);

/** A regular file in an archive. */
export interface TarEntry {
	/** Name without a leading `./`. */
	readonly name: string;
	/** Position of its first byte in the archive. */
	readonly offset: number;
	readonly size: number;
}

/**
 * Reads an archive from header to header, without the content between them. It supports ustar, GNU's long names and
 * pax, and archives one after the other in one file.
 */
export class TarReader {
	#position = 0;
	#window = Buffer.alloc(0);
	#windowStart = 0;
	#global: HeaderData = {};

	constructor(
		readonly shard: string,
		readonly handle: FileHandle,
		/** Length of the archive in bytes. */
		readonly length: number,
	) {}

	/**
	 * Returns the next regular file, or `undefined` at the end. Links within the archive are skipped, since their
	 * targets are in it.
	 *
	 * @throws {Error} when the archive is compressed, damaged or cut short, or names a path outside of itself
	 */
	async next(): Promise<TarEntry | undefined> {
		let extended: HeaderData = {};
		for (;;) {
			const header = await this.#readHeader(this.#position, extended);
			if (header === undefined) return undefined;
			const start = this.#position;
			const { type } = header;
			// A header without a file name extends the next one.
			const path = extended.path ?? header.path ?? '';
			const offset = start + block;
			const size = withoutBytes.has(type) ? 0 : (header.size ?? 0);
			if (type === 'SparseFile') throw this.#sparse(start, path);
			this.#skip(start, path, size);
			const text = () => this.#readText(start, offset, size);
			if (type === 'ExtendedHeader' || type === 'OldExtendedHeader') {
				const records = await text();
				if (records.includes(' GNU.sparse.')) throw this.#sparse(start, nameOfSparse(records) ?? path);
				extended = { ...extended, ...given(Pax.parse(records)) };
			} else if (type === 'GlobalExtendedHeader') {
				this.#global = { ...this.#global, ...given(Pax.parse(await text(), {}, true)) };
			} else if (type === 'NextFileHasLongPath' || type === 'OldGnuLongPath') {
				extended = { ...extended, path: upToNull(await text()) };
			} else if (type === 'NextFileHasLongLinkpath') {
				extended = { ...extended, linkpath: upToNull(await text()) };
			} else {
				const name = this.#checkName(start, path);
				if (type === 'Link' || type === 'SymbolicLink') {
					this.#checkLink(start, name, extended.linkpath ?? header.linkpath ?? '', type);
				} else if (type === 'File' || type === 'OldFile' || type === 'ContiguousFile') {
					return { name, offset, size };
				}

				extended = {};
			}
		}
	}

	async #readHeader(start: number, extended: HeaderData): Promise<Header | undefined> {
		if (start === 0) refuseCompressedBytes(this.shard, await this.#read(0, Math.min(block, this.length)));
		if (start + block > this.length) {
			const what = 'it is cut short: the empty blocks that end an archive are missing';
			throw this.#error(start, what, 'Get it again');
		}

		const header = decodeHeader(await this.#read(start, block), extended, this.#global);
		if (header?.nullBlock) return this.#readNextArchive(start);
		if (header?.cksumValid) return header;
		const what = start === 0 ? 'it is no tar archive' : 'it is damaged: no file begins where one should';
		throw this.#error(start, what, 'Get it again, or pack it anew');
	}

	/** Reads on behind the end of an archive, where another may follow, as `cat a.tar b.tar` makes it. */
	async #readNextArchive(end: number): Promise<Header | undefined> {
		for (let start = end + block; start + block <= this.length; start += block) {
			const bytes = await this.#read(start, block);
			if (bytes.every((byte) => byte === 0)) continue;
			const isHeader =
				bytes.toString('latin1', 257, 262) === 'ustar' || decodeHeader(bytes, {}, {})?.cksumValid;
			if (!isHeader) return undefined;
			this.#position = start;
			this.#global = {};
			return this.#readHeader(start, {});
		}

		return undefined;
	}

	/** Moves past the bytes of an entry. */
	#skip(start: number, name: string, size: number): void {
		const end = start + block + size;
		if (end > this.length) {
			const missing = `\`${name}\` should have ${size} bytes, and ${end - this.length} are missing`;
			throw this.#error(start, `it is cut short: ${missing}`, 'Get it again');
		}

		this.#position = start + block + Math.ceil(size / block) * block;
	}

	#checkName(start: number, name: string): string {
		if (!leavesArchive(name)) return name.replace(/^(\.\/+)+/, '');
		throw this.#error(
			start,
			`the path \`${name}\` leaves the archive`,
			'Pack it anew from within one folder',
		);
	}

	#checkLink(start: number, name: string, target: string, type: 'Link' | 'SymbolicLink'): void {
		if (!leadsOut(name, target, type)) return;
		const what = `the link \`${name}\` leaves the archive, to \`${target}\``;
		throw this.#error(start, what, 'Pack it anew with the files in the place of links (`tar --dereference`)');
	}

	#sparse(start: number, name: string): Error {
		const what = `\`${name}\` is stored without its zeros, and can't be read in place`;
		return this.#error(start, what, 'Pack it anew without `--sparse`');
	}

	async #readText(start: number, offset: number, size: number): Promise<string> {
		if (size <= longestText) return (await this.#read(offset, size)).toString();
		throw this.#error(start, `it is damaged: a name of ${size} bytes`, 'Get it again, or pack it anew');
	}

	async #read(offset: number, size: number): Promise<Buffer> {
		const windowEnd = this.#windowStart + this.#window.length;
		if (offset < this.#windowStart || offset + size > windowEnd) {
			const wanted = Math.max(size, Math.min(windowSize, this.length - offset));
			const { buffer, bytesRead } = await this.handle.read(Buffer.allocUnsafe(wanted), 0, wanted, offset);
			if (bytesRead < size) {
				throw this.#error(offset, 'it became shorter while it was read', 'Begin when it is whole');
			}

			this.#window = buffer.subarray(0, bytesRead);
			this.#windowStart = offset;
		}

		return this.#window.subarray(offset - this.#windowStart, offset - this.#windowStart + size);
	}

	#error(offset: number, what: string, remedy: string): Error {
		return new Error(`\`${this.shard}\`, at byte ${offset}: ${what}. ${remedy}`);
	}
}

/** Decodes a header; `undefined` if a number in it cannot be read. */
function decodeHeader(bytes: Buffer, extended: HeaderData, global: HeaderData): Header | undefined {
	try {
		return new Header(bytes, 0, extended, global);
	} catch {
		return undefined;
	}
}

/** Fields of pax that locate and name the next file. */
function given({ path, linkpath, size }: HeaderData): HeaderData {
	return {
		...(path !== undefined && { path }),
		...(linkpath !== undefined && { linkpath }),
		...(size !== undefined && { size }),
	};
}

/** Name that pax records give a file whose zeros are left out. */
function nameOfSparse(records: string): string | undefined {
	return / GNU\.sparse\.name=(.*)\n/.exec(records)?.[1];
}

function upToNull(text: string): string {
	const end = text.indexOf('\0');
	return end === -1 ? text : text.slice(0, end);
}
