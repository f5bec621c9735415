import type { FileHandle } from 'node:fs/promises';
import { readRange } from '../../files/read-range.js';

/** First byte and length of a stored file's content in the archive. */
export interface ZipEntry {
	readonly begin: number;
	readonly size: number;
}

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const ENTRY = 0x02014b50;

/**
 * The files of a zip archive (PKWARE's APPNOTE 6.3), archives over 4 GB included. Only files stored without
 * compression are allowed, which is how PyTorch writes them.
 *
 * @throws {Error} naming the archive, when it is damaged or holds compressed files
 */
export async function readZip(handle: FileHandle, path: string): Promise<ReadonlyMap<string, ZipEntry>> {
	const { size } = await handle.stat();
	const { begin, length, count } = await findDirectory(handle, path, size);
	const view = new DataView(await readRange(handle, path, begin, begin + length));
	const entries = new Map<string, ZipEntry>();
	for (let i = 0, at = 0; i < count; i++) {
		if (at + 46 > length || view.getUint32(at, true) !== ENTRY) throw damaged(path);
		const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true)) as [
			number,
			number,
			number,
		];
		const text = new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, name));
		if (view.getUint16(at + 10, true) !== 0)
			throw new Error(`\`${path}\`: \`${text}\` is compressed; save the file again with torch.save`);
		const { bytes, header } = sizeAndOffset(view, at, at + 46 + name, extra);
		entries.set(text, { begin: await contentBegin(handle, path, header), size: bytes });
		at += 46 + name + extra + comment;
	}
	return entries;
}

async function findDirectory(handle: FileHandle, path: string, size: number) {
	const tail = Math.min(size, 22 + 0xffff);
	const view = new DataView(await readRange(handle, path, size - tail, size));
	let end = tail - 22;
	while (end >= 0 && view.getUint32(end, true) !== END) end--;
	if (end < 0) throw damaged(path);
	if (end >= 20 && view.getUint32(end - 20, true) === END_64_LOCATOR) {
		const at = Number(view.getBigUint64(end - 12, true));
		const wide = new DataView(await readRange(handle, path, at, at + 56));
		if (wide.getUint32(0, true) !== END_64) throw damaged(path);
		const [count, length, begin] = [32, 40, 48].map((field) => Number(wide.getBigUint64(field, true))) as [
			number,
			number,
			number,
		];
		return { count, length, begin };
	}
	return {
		count: view.getUint16(end + 10, true),
		length: view.getUint32(end + 12, true),
		begin: view.getUint32(end + 16, true),
	};
}

/** Sizes and offsets of 0xffffffff stand, in 64 bits, in the extra field 1, in this order. */
function sizeAndOffset(view: DataView, entry: number, extra: number, length: number) {
	let wide = extra;
	while (wide + 4 <= extra + length && view.getUint16(wide, true) !== 1)
		wide += 4 + view.getUint16(wide + 2, true);
	wide += 4;
	const [, bytes, header] = [20, 24, 42].map((field) => {
		const value = view.getUint32(entry + field, true);
		if (value !== 0xffffffff) return value;
		wide += 8;
		return Number(view.getBigUint64(wide - 8, true));
	}) as [number, number, number];
	return { bytes, header };
}

/** The local header repeats the name and has extra fields of its own length. */
async function contentBegin(handle: FileHandle, path: string, header: number): Promise<number> {
	const view = new DataView(await readRange(handle, path, header, header + 30));
	return header + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}

function damaged(path: string): Error {
	return new Error(`\`${path}\` is a damaged zip archive; fetch it again`);
}
