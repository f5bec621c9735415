import type { FileHandle } from 'node:fs/promises';

/**
 * Reads the bytes from `begin` up to `end` of an open file.
 *
 * @throws {Error} naming the file, when it ends before `end`
 */
export async function readRange(
	handle: FileHandle,
	path: string,
	begin: number,
	end: number,
): Promise<ArrayBuffer> {
	const bytes = new Uint8Array(end - begin);
	let filled = 0;
	while (filled < bytes.length) {
		const { bytesRead } = await handle.read(
			bytes,
			filled,
			Math.min(bytes.length - filled, 2 ** 30),
			begin + filled,
		);
		if (bytesRead === 0)
			throw new Error(`\`${path}\` ended while it was read; is another program writing it?`);
		filled += bytesRead;
	}
	return bytes.buffer;
}
