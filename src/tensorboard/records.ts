/** TFRecord: length (uint64), its masked CRC-32C, the bytes, their CRC-32C; all little-endian. */
import { open } from 'node:fs/promises';
import { maskedCrc32c } from './crc32c.js';

const [headerBytes, footerBytes] = [12, 4] as const;

/** Frames one record. */
export function encodeRecord(content: Uint8Array): Uint8Array {
	const record = new Uint8Array(headerBytes + content.length + footerBytes);
	const view = new DataView(record.buffer);
	view.setBigUint64(0, BigInt(content.length), true);
	view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
	record.set(content, headerBytes);
	view.setUint32(headerBytes + content.length, maskedCrc32c(content), true);
	return record;
}

/** Decodes the records of a file, up to the first that is damaged or that a crash cut off. */
export function* decodeRecords(file: Uint8Array): Generator<Uint8Array> {
	for (let start = 0; ; ) {
		const length = contentLength(file.subarray(start, start + headerBytes));
		if (length === undefined) return;
		const end = start + headerBytes + length + footerBytes;
		const content = checkedContent(file.subarray(start + headerBytes, end), length);
		if (!content) return;
		yield content;
		start = end;
	}
}

/** Reads the records of a file one by one, as `decodeRecords` does, so that a file of any length takes little memory. */
export async function* readRecords(file: string): AsyncGenerator<Uint8Array> {
	await using handle = await open(file);
	const { size } = await handle.stat();
	const read = async (start: number, length: number) => {
		const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, start);
		return buffer.subarray(0, bytesRead);
	};
	for (let start = 0; ; ) {
		const length = contentLength(await read(start, headerBytes));
		if (length === undefined || start + headerBytes + length + footerBytes > size) return;
		const content = checkedContent(await read(start + headerBytes, length + footerBytes), length);
		if (!content) return;
		yield content;
		start += headerBytes + length + footerBytes;
	}
}

/** Returns `undefined` where the header is not whole or does not match its checksum. */
function contentLength(header: Uint8Array): number | undefined {
	if (header.length < headerBytes) return undefined;
	const view = new DataView(header.buffer, header.byteOffset, header.length);
	if (view.getUint32(8, true) !== maskedCrc32c(header.subarray(0, 8))) return undefined;
	return Number(view.getBigUint64(0, true));
}

/** Returns `undefined` where content and footer are not whole, or do not match. */
function checkedContent(rest: Uint8Array, length: number): Uint8Array | undefined {
	if (rest.length < length + footerBytes) return undefined;
	const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
	const content = rest.subarray(0, length);
	return view.getUint32(length, true) === maskedCrc32c(content) ? content : undefined;
}
