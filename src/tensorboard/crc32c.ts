/** CRC-32C (Castagnoli), which Node's zlib does not have, as TFRecord files use it. */

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
	let crc = byte;
	for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1;
	return crc;
});

export function crc32c(bytes: Uint8Array): number {
	let crc = 0xffff_ffff;
	for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
	return ~crc >>> 0;
}

/**
 * Masked checksum: rotated and shifted, so that bytes that contain their own checksum have no constant one
 * (TensorFlow's record_writer.h).
 */
export function maskedCrc32c(bytes: Uint8Array): number {
	const crc = crc32c(bytes);
	return (((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0;
}
