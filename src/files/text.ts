/** Text files are read in one way: with or without a byte order mark, with any line ends, with blanks around lines. */
import { readFile } from 'node:fs/promises';

/**
 * Reads a text file in UTF-8, or, by its byte order mark, in UTF-16, as PowerShell writes it. The mark is left out.
 *
 * @throws {Error} the system's own, when the file can't be read
 */
export async function readText(file: string): Promise<string> {
	const bytes = await readFile(file);
	const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;

	return isUtf16 ? new TextDecoder('utf-16le').decode(bytes) : bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** Returns the lines of a text that hold more than blanks, without the blanks around them. */
export function linesOf(text: string): string[] {
	return text
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean);
}

/** A string of JSON, or one of the numbers that Python writes though JSON has none of them. */
const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/gs;

/**
 * Parses JSON. NaN and infinities, which Python writes, become `null`, as JavaScript writes them: where a number must
 * stand, its place is then named.
 *
 * @throws {SyntaxError} when the text is no JSON
 */
export function parseJson(text: string, reviver?: (key: string, value: unknown) => unknown): unknown {
	try {
		return JSON.parse(text, reviver);
	} catch (error) {
		const isPythons = error instanceof SyntaxError && /\b(?:NaN|Infinity)\b/.test(text);
		if (!isPythons) throw error;
		return JSON.parse(
			text.replace(stringOrNumber, (found) => (found.startsWith('"') ? found : 'null')),
			reviver,
		);
	}
}
