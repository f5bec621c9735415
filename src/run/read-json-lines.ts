import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/**
 * The values of a file with one to a line; none where there is no such file.
 *
 * @throws {SyntaxError} when a line is not whole
 */
export async function readJsonLines<T>(file: string): Promise<T[]> {
	const text = existsSync(file) ? await readFile(file, 'utf8') : '';
	return text
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line));
}
