import { readFile } from 'node:fs/promises';

/** A table of values by name, from a file that another program wrote. */
export type JsonTable = ReadonlyMap<string, unknown>;

/**
 * Reads a JSON file of one table; `undefined` if there is no such file.
 *
 * @throws {Error} naming the file, when it can't be read or holds anything else
 */
export async function readJsonTable(file: string): Promise<JsonTable | undefined> {
	const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
		if (cause.code === 'ENOENT') return undefined;
		throw new Error(`\`${file}\` can't be read: ${cause.message}`, { cause });
	});
	if (text === undefined) return undefined;
	let value: unknown;
	try {
		value = JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch (cause) {
		throw new Error(`\`${file}\` is not JSON; fetch it again`, { cause });
	}
	if (value === null || typeof value !== 'object' || Array.isArray(value)) {
		throw new Error(`\`${file}\` is not a table of settings; fetch it again`);
	}
	return new Map(Object.entries(value));
}
