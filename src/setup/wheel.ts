/** Takes single files out of a wheel, which is a zip archive. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { SetUpError } from './set-up-error.js';

interface UnpackOptions {
	readonly onFraction?: (fraction: number) => void;
	readonly signal?: AbortSignal | undefined;
}

/**
 * Writes the files of a wheel whose names match into a folder, under their own paths.
 *
 * @throws {SetUpError} when the file is not a wheel
 */
export async function unpackWheel(
	file: string,
	wanted: RegExp,
	folder: string,
	{ onFraction, signal }: UnpackOptions = {},
): Promise<void> {
	await withWheel(file, async (wheel, entries) => {
		const chosen = entries.filter((entry) => wanted.test(entry.fileName) && !entry.fileName.endsWith('/'));
		const total = chosen.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
		let written = 0;
		for (const entry of chosen) {
			const target = path.join(folder, entry.fileName);
			await mkdir(path.dirname(target), { recursive: true });
			const content = await wheel.openReadStreamPromise(entry);
			content.on('data', (chunk: Buffer) => {
				written += chunk.length;
				onFraction?.(written / total);
			});
			await pipeline(content, createWriteStream(target, { mode: modeOf(entry) }), signal ? { signal } : {});
		}
	});
}

/** NVIDIA's wheels hold programs; archives made elsewhere than on Unix say nothing. */
function modeOf({ externalFileAttributes }: yauzl.Entry): number {
	return (externalFileAttributes >>> 16) & 0o777 || 0o644;
}

/** The text of the wheel's `METADATA` file. */
export function readMetadata(file: string): Promise<string> {
	return withWheel(file, async (wheel, entries) => {
		const metadata = entries.find(({ fileName }) => /^[^/]+\.dist-info\/METADATA$/.test(fileName));
		if (!metadata) throw new Error('it has no METADATA');
		return text(await wheel.openReadStreamPromise(metadata));
	});
}

async function withWheel<T>(
	file: string,
	use: (wheel: yauzl.ZipFile, entries: yauzl.Entry[]) => Promise<T>,
): Promise<T> {
	try {
		const wheel = await yauzl.openPromise(file, { lazyEntries: true, autoClose: false });
		try {
			const entries: yauzl.Entry[] = [];
			for await (const entry of wheel.eachEntry()) entries.push(entry);
			return await use(wheel, entries);
		} finally {
			wheel.close();
		}
	} catch (error) {
		if ((error as Error).name === 'AbortError' || (error as NodeJS.ErrnoException).code === 'ENOSPC')
			throw error;
		throw new SetUpError(
			`\`${file}\` cannot be read as a wheel: ${(error as Error).message}.`,
			'Give a complete `.whl` file of TensorFlow.',
			{ cause: error },
		);
	}
}
