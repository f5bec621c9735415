/** Files of JSON lines: one value to a line, read one by one, so that a file of any length takes little memory. */
import { createReadStream } from 'node:fs';

/** Options for reading a file of JSON lines. */
export interface JsonLinesOptions<T> {
	/** Makes the value of a line; by default JSON's own. Throws where the line is not whole. */
	readonly parse?: (line: string) => T;
	/** True for a file whose last line a crash, or a process at work, may have cut off: it is left out. Default: false. */
	readonly lastMayBeHalf?: boolean;
	/** True for a file that need not be there: it then has no lines. Default: false. */
	readonly mayBeAbsent?: boolean;
	/** The end of the error for a line that is not whole. Default: `repair or remove this line`. */
	readonly remedy?: string;
}

/**
 * Reads the values of a file with one to a line. Empty lines are passed over.
 *
 * @throws {Error} naming the file, the line and the remedy where a line is not whole, or the file can't be read
 */
export async function* readJsonLines<T>(
	file: string,
	{
		parse = JSON.parse as (line: string) => T,
		lastMayBeHalf = false,
		mayBeAbsent = false,
		remedy = 'repair or remove this line',
	}: JsonLinesOptions<T> = {},
): AsyncGenerator<T> {
	let number = 0;
	let broken: Error | undefined;
	for await (const line of readLines(file, mayBeAbsent)) {
		number++;
		if (isBlank(line)) continue;
		if (broken) throw broken;
		let value: T;
		try {
			value = parse(line);
		} catch (cause) {
			const message = `\`${file}\`, line ${number}: not a whole record, \`${shorten(line)}\`; ${remedy}`;
			broken = new Error(message, { cause });
			continue;
		}

		yield value;
	}

	if (broken && !lastMayBeHalf) throw broken;
}

/** Reads all values of a file of few lines; see `readJsonLines`. */
export async function readAllJsonLines<T>(file: string, options?: JsonLinesOptions<T>): Promise<T[]> {
	const values: T[] = [];
	for await (const value of readJsonLines(file, options)) values.push(value);
	return values;
}

/**
 * Reads the lines of a text file of any length. A byte order mark is left out. Lines end with `\n` alone: U+2028 may
 * stand within JSON, and `\r` before the end is white space there.
 *
 * @throws {Error} naming the file, when it can't be read or has a line of more than 256 MB
 */
export async function* readLines(file: string, mayBeAbsent = false): AsyncGenerator<string> {
	const pending: Buffer[] = [];
	let pendingBytes = 0;
	let isFirst = true;
	const take = (end: Buffer): string => {
		const line = (pending.length === 0 ? end : Buffer.concat([...pending, end])).toString();
		pending.length = 0;
		pendingBytes = 0;
		const text = isFirst ? line.replace(/^\uFEFF/, '') : line;
		isFirst = false;
		return text;
	};

	for await (const chunk of chunksOf(file, mayBeAbsent)) {
		let start = 0;
		for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
			yield take(chunk.subarray(start, end));
			start = end + 1;
		}

		pending.push(chunk.subarray(start));
		pendingBytes += chunk.length - start;
		if (pendingBytes > maxLineBytes)
			throw new Error(`\`${file}\` has a line of more than 256 MB: it is damaged`);
	}

	if (pendingBytes > 0) yield take(Buffer.alloc(0));
}

const lineFeed = 10;
const maxLineBytes = 2 ** 28;

async function* chunksOf(file: string, mayBeAbsent: boolean): AsyncGenerator<Buffer> {
	try {
		yield* createReadStream(file, { highWaterMark: 2 ** 18 });
	} catch (cause) {
		const { code, message } = cause as NodeJS.ErrnoException;
		if (code === 'ENOENT' && mayBeAbsent) return;
		throw new Error(`\`${file}\` can't be read: ${message}`, { cause });
	}
}

/** A power cut may leave zero bytes at the end of a file. */
function isBlank(line: string): boolean {
	return /^[\s\0]*$/.test(line);
}

function shorten(line: string): string {
	return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}
