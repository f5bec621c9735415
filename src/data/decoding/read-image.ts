import { constants, open } from 'node:fs/promises';
import { readRange } from '../../files/read-range.js';
import type { ImageSource } from '../items.js';

/**
 * Reads an image's stored bytes.
 *
 * @param most how many bytes are read at most
 * @throws {Error} `it …. Remedy` when there is no file, no right to read it, or something that is no file
 */
export async function readImage({ path, within }: ImageSource, most: number): Promise<Buffer> {
	const file = within?.file ?? path;
	// Without this flag opening a named pipe would wait for a writer.
	const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause) => {
		throw new Error(explain(file, cause), { cause });
	});
	try {
		const stats = await handle.stat();
		if (!stats.isFile())
			throw new Error(`it is ${stats.isDirectory() ? 'a folder' : 'no regular file'}. Remove it.`);
		const { offset, size } = within ?? { offset: 0, size: stats.size };
		if (size > most)
			throw new Error(`it has ${size} bytes, more than any image within the limit. Remove it.`);
		return Buffer.from(await readRange(handle, file, offset, offset + size));
	} finally {
		await handle.close();
	}
}

function explain(file: string, { code, message }: NodeJS.ErrnoException): string {
	if (code === 'ENOENT' && file.includes('\ufffd')) {
		return "its name is not valid UTF-8, so it can't be opened. Rename it.";
	}

	const reasons: Readonly<Record<string, string>> = {
		ENOENT: 'it does not exist. Was it moved after the files were listed?',
		EACCES: 'it may not be read. Give yourself the right to read it, or remove it.',
		ELOOP: 'its links lead back to themselves. Remove it.',
		ENXIO: 'it is no regular file. Remove it.',
	};
	return reasons[code ?? ''] ?? `it can't be read (${message}). Is its disk in order?`;
}
