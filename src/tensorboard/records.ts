/** TFRecord: length (uint64), its masked CRC-32C, the bytes, their CRC-32C; all little-endian. */
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

/** Records of a file, up to the first that is damaged or cut off by a crash. */
export function* decodeRecords(file: Uint8Array): Generator<Uint8Array> {
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	for (let start = 0; start + headerBytes <= file.length; ) {
		if (view.getUint32(start + 8, true) !== maskedCrc32c(file.subarray(start, start + 8))) return;

		const content = start + headerBytes;
		const end = content + Number(view.getBigUint64(start, true));
		if (end + footerBytes > file.length) return;
		if (view.getUint32(end, true) !== maskedCrc32c(file.subarray(content, end))) return;

		yield file.subarray(content, end);
		start = end + footerBytes;
	}
}
