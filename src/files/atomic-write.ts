import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Content of a file. Chunks are written as they come, so a large file need not fit in memory. */
export type Content = Uint8Array | string | AsyncIterable<Uint8Array>;

let temporaryFiles = 0;

/**
 * Writes a file so that it holds either its old bytes or all new ones at any moment, even after a power cut:
 * temporary file in the same folder, fsync, rename, fsync of the folder.
 */
export async function writeAtomically(file: string, content: Content): Promise<void> {
	temporaryFiles += 1;
	const temporary = `${file}.${process.pid}-${temporaryFiles}.tmp`;
	try {
		await writeThrough(temporary, content);
		await rename(temporary, file);
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	}

	await syncFolder(path.dirname(file));
}

async function writeThrough(file: string, content: Content): Promise<void> {
	const handle = await open(file, 'wx');
	try {
		await handle.writeFile(content);
		await handle.sync();
	} finally {
		await handle.close();
	}
}

/** Makes a rename survive a power cut. Windows cannot open folders and does not need this. */
async function syncFolder(folder: string): Promise<void> {
	if (process.platform === 'win32') return;
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
