/**
 * A file with its own checksum: its last 32 bytes are the SHA-256 of all bytes before them. In a safetensors file
 * they are declared as a tensor, so that any reader accepts it.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** Declaration of the checksum in a safetensors file: a vector of bytes. */
export const checksumEntry = { name: 'sha256', length: 32 };

/** Follows `chunks` with the SHA-256 of all of them. */
export async function* withChecksum(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	const hash = createHash('sha256');
	for await (const chunk of chunks) {
		hash.update(chunk);
		yield chunk;
	}

	yield hash.digest();
}

/**
 * Reads a file that ends with its checksum.
 *
 * @throws {Error} when the checksum isn't that of the bytes before it: the file is damaged or was not written to its end
 */
export async function verifyChecksum(path: string): Promise<void> {
	const { size } = await stat(path);
	const end = size - checksumEntry.length;
	if (end <= 0) throw new Error(`\`${path}\` has only ${size} bytes`);
	const hash = createHash('sha256');
	let kept = Buffer.alloc(0);
	for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
		const bytes = Buffer.concat([kept, chunk]);
		const hashed = Math.max(0, bytes.length - checksumEntry.length);
		hash.update(bytes.subarray(0, hashed));
		kept = bytes.subarray(hashed);
	}

	if (!hash.digest().equals(kept)) throw new Error(`\`${path}\` does not match its checksum`);
}
