import type { FileHandle } from 'node:fs/promises';
import yauzl from 'yauzl';

/** First byte and length of a stored file's content in the archive. */
export interface ZipEntry {
	readonly begin: number;
	readonly size: number;
}

/**
 * Reads the directory of a zip archive, also over 4 GB. Only files stored without compression are allowed, which is
 * how PyTorch writes them.
 *
 * @throws {Error} naming the archive, when it is damaged or holds compressed or encrypted files
 */
export async function readZip(handle: FileHandle, path: string): Promise<ReadonlyMap<string, ZipEntry>> {
	const directory = await readDirectory(handle).catch((cause: Error) => {
		throw new Error(`\`${path}\` is a damaged zip archive (${cause.message}); fetch it again`, { cause });
	});
	const entries = new Map<string, ZipEntry>();
	for (const { entry, begin } of directory) {
		const { fileName: name, uncompressedSize: size } = entry;
		if (entry.compressionMethod !== 0 || entry.isEncrypted()) {
			const how = entry.isEncrypted() ? 'encrypted' : 'compressed';
			throw new Error(`\`${path}\`: \`${name}\` is ${how}; save the file again with torch.save`);
		}
		entries.set(name, { begin, size });
	}
	return entries;
}

interface Found {
	readonly entry: yauzl.Entry;
	/** First byte of the content, which depends on the header before it. */
	readonly begin: number;
}

/** @throws {Error} as yauzl says it, without the archive's name */
async function readDirectory({ fd }: FileHandle): Promise<readonly Found[]> {
	// Never closed: the handle is the caller's.
	const archive = await yauzl.fromFdPromise(fd, { autoClose: false });
	const found: Found[] = [];
	for await (const entry of archive.eachEntry()) {
		const { fileDataStart } = await archive.readLocalFileHeaderPromise(entry, { minimal: true });
		found.push({ entry, begin: fileDataStart });
	}
	return found;
}
