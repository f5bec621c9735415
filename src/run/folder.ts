/** Folder of a run: everything that a run leaves behind goes through here. */
import { randomUUID } from 'node:crypto';
import {
	accessSync,
	appendFileSync,
	closeSync,
	constants,
	existsSync,
	fstatSync,
	fsyncSync,
	ftruncateSync,
	linkSync,
	mkdirSync,
	openSync,
	readdirSync,
	renameSync,
	rmdirSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type Content, writeAtomically } from '../files/atomic-write.js';
import { readLines } from '../files/json-lines.js';

/** A run's folder, made at the first write, so that a run that fails before leaves nothing behind. */
export class RunFolder {
	/** The files that lines are added to, by path, and how many bytes of each are whole. */
	readonly #appended = new Map<string, { readonly descriptor: number; length: number }>();
	/** The files that this process has made, for `discard`. */
	readonly #written = new Set<string>();
	#hasLines: boolean;
	#isMade: boolean;

	constructor(
		/** The path as given, such as `runs/pretrain-2026-01-31-120000`. */
		readonly folder: string,
		{ resume = false }: { readonly resume?: boolean } = {},
	) {
		this.#hasLines = resume;
		this.#isMade = existsSync(folder);
	}

	/** Returns the path of a file of the run; `name` may hold folders, `overlays/best.png`. */
	path(name: string): string {
		return path.join(this.folder, name);
	}

	/** Writes a file whole or not at all. */
	async write(name: string, content: Content): Promise<void> {
		const file = this.path(name);
		try {
			this.#makeRoom(file);
			await writeAtomically(file, content);
			this.#written.add(file);
		} catch (cause) {
			throw cannotWrite(file, cause);
		}
	}

	/** Writes a value as indented JSON, whole or not at all. */
	async writeJson(name: string, value: unknown): Promise<void> {
		await this.write(name, `${JSON.stringify(value, undefined, '\t')}\n`);
	}

	/**
	 * Writes a small file whole or not at all, but without bringing it to the disk: a power cut may lose it. Meant for files
	 * that tell how a run stands, and are written again soon.
	 */
	writeUnsynced(name: string, text: string): void {
		const file = this.path(name);
		const temporary = `${file}.${process.pid}.tmp`;
		try {
			this.#makeRoom(file);
			writeFileSync(temporary, text);
			renameSync(temporary, file);
			this.#written.add(file);
		} catch (cause) {
			rmSync(temporary, { force: true });
			throw cannotWrite(file, cause);
		}
	}

	/** Writes a small file where there is none of this name, whole before it can be seen; tells whether there was none. */
	claim(name: string, text: string): boolean {
		const file = this.path(name);
		try {
			this.#makeRoom(file);
			const isNew = writeWhereNoneIs(file, text);
			if (isNew) this.#written.add(file);
			return isNew;
		} catch (cause) {
			throw cannotWrite(file, cause);
		}
	}

	/** Adds one line to a file. The line is with the operating system when the call returns. */
	append(name: string, line: string): void {
		this.appendBytes(name, Buffer.from(`${line}\n`));
	}

	/** Adds to a file that is no text, as `append` does: all of the bytes or, where the disk is full, none. */
	appendBytes(name: string, bytes: Uint8Array): void {
		const file = this.path(name);
		try {
			const appended = this.#openForAppend(file);
			try {
				appendFileSync(appended.descriptor, bytes);
				appended.length += bytes.length;
			} catch (error) {
				ftruncateSync(appended.descriptor, appended.length);
				throw error;
			}

			this.#hasLines = true;
		} catch (cause) {
			throw cannotWrite(file, cause);
		}
	}

	/** Brings all lines added so far to the disk, so that they survive a power cut. */
	sync(): void {
		for (const { descriptor } of this.#appended.values()) fsyncSync(descriptor);
	}

	/**
	 * Keeps those lines of a file of JSON lines that `keep` is true of; a line that is no JSON, such as one that a crash cut
	 * off, goes too. To be called before lines are added; does nothing where there is no such file.
	 */
	async keepLines(name: string, keep: (line: Readonly<Record<string, unknown>>) => boolean): Promise<void> {
		const file = this.path(name);
		if (!existsSync(file)) return;
		await this.write(
			name,
			chosenLines(file, (line) => {
				const value = parseLine(line);
				return value !== undefined && keep(value);
			}),
		);
	}

	/** Closes the files that lines were added to. */
	close(): void {
		for (const { descriptor } of this.#appended.values()) closeSync(descriptor);
		this.#appended.clear();
	}

	/**
	 * Removes, after a failure, the files that a new run has written, so that the same command can be given again, unless
	 * lines were added to a file: then the run had come to its work.
	 */
	discard(): void {
		if (!this.#hasLines) removeAll([...this.#written]);
	}

	/** Makes the folders that a file needs. Not a run folder that another run has made meanwhile. */
	#makeRoom(file: string): void {
		if (!this.#isMade) {
			makeFolders(path.dirname(this.folder));
			mkdirSync(this.folder);
			this.#written.add(this.folder);
			this.#isMade = true;
		}

		makeFolders(path.dirname(file));
	}

	#openForAppend(file: string): { readonly descriptor: number; length: number } {
		const open = this.#appended.get(file);
		if (open) return open;
		this.#makeRoom(file);
		const descriptor = openSync(file, 'a');
		const opened = { descriptor, length: fstatSync(descriptor).size };
		this.#appended.set(file, opened);
		return opened;
	}
}

/** `runs/<pipeline>-<date>-<time>`, in local time. */
export function defaultRunFolder(pipeline: string, now = new Date()): string {
	const two = (number: number) => String(number).padStart(2, '0');
	const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
	const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('');
	return path.join('runs', `${pipeline}-${date}-${time}`);
}

/**
 * Opens the folder of a new run, or of one to be continued. Checks at once that it can be written to, before
 * any work is done, but creates nothing yet.
 *
 * @throws {Error} when the folder holds files and `resume` is false, when there is nothing to resume, or when it
 * can't be written to
 */
export function openRunFolder(folder: string, { resume = false }: { resume?: boolean } = {}): RunFolder {
	const exists = hasFiles(folder);
	if (exists && !resume) {
		throw new Error(`Run folder \`${folder}\` isn't empty: give another with \`--out\`, or remove it first`);
	}

	if (!exists && resume) throw new Error(`Run folder \`${folder}\` holds no run to resume`);
	checkWritable(folder);
	return new RunFolder(folder, { resume });
}

/** Gives a whole file its name where no file has it, which only one process can do; tells whether it did. */
function writeWhereNoneIs(file: string, text: string): boolean {
	const whole = `${file}.${randomUUID()}.tmp`;
	writeFileSync(whole, text);
	try {
		linkSync(whole, file);
		return true;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		// Over NFS the answer to a link that was made may be lost, and the second try finds the first one's.
		if (code === 'EEXIST') return statSync(whole).nlink > 1;
		return writeWithoutLinks(file, text, error);
	} finally {
		rmSync(whole, { force: true });
	}
}

/** Disks such as exFAT's, and some shares, know no links: there a file can be seen before it is whole. */
function writeWithoutLinks(file: string, text: string, error: unknown): boolean {
	const { code } = error as NodeJS.ErrnoException;
	if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code ?? '')) throw error;
	try {
		writeFileSync(file, text, { flag: 'wx' });
		return true;
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw cause;
	}
}

const bytesPerWrite = 2 ** 18;

/** Copies the lines of a file that `isChosen` is true of, without holding the file in memory. */
async function* chosenLines(file: string, isChosen: (line: string) => boolean): AsyncGenerator<Uint8Array> {
	let chosen = '';
	for await (const line of readLines(file)) {
		if (!isChosen(line)) continue;
		chosen += `${line}\n`;
		if (chosen.length < bytesPerWrite) continue;
		yield Buffer.from(chosen);
		chosen = '';
	}

	yield Buffer.from(chosen);
}

/** Makes folders. Unlike `mkdirSync` it ends if a file system says that the new folder does not exist: autofs. */
function makeFolders(folder: string): void {
	if (existsSync(folder)) return;
	makeFolders(path.dirname(folder));
	try {
		mkdirSync(folder);
	} catch (error) {
		if (!existsSync(folder)) throw error; // Another run may have made it meanwhile.
	}
}

/** Removes files, and folders that are empty then. */
function removeAll(entries: readonly string[]): void {
	const deepestFirst = entries.toSorted((a, b) => b.length - a.length);
	for (const entry of deepestFirst) {
		if (!statSync(entry, { throwIfNoEntry: false })?.isDirectory()) rmSync(entry, { force: true });
		else if (readdirSync(entry).length === 0) rmdirSync(entry);
	}
}

function parseLine(line: string): Readonly<Record<string, unknown>> | undefined {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}

/** File that names the process working on the run: see `run-lock.ts`. */
export const lockFile = 'run.lock';

/**
 * Returns `true` if the folder holds files, other than the unfinished ones of a killed process (see
 * `writeAtomically`) and its lock.
 */
function hasFiles(folder: string): boolean {
	try {
		return readdirSync(folder).some((name) => !name.endsWith('.tmp') && !name.startsWith(lockFile));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
		throw cannotWrite(folder, error);
	}
}

/** Checks the folder, or the nearest one above it that exists, where it will be made. */
function checkWritable(folder: string): void {
	const existing = nearestExisting(path.resolve(folder));
	try {
		if (!statSync(existing).isDirectory()) throw new Error(`\`${existing}\` isn't a folder`);
		accessSync(existing, constants.W_OK | constants.X_OK);
	} catch (cause) {
		throw cannotWrite(folder, cause);
	}
}

function nearestExisting(folder: string): string {
	const found = statSync(folder, { throwIfNoEntry: false }) !== undefined;
	return found || folder === path.dirname(folder) ? folder : nearestExisting(path.dirname(folder));
}

function cannotWrite(file: string, cause: unknown): Error {
	const { code, message } = cause as NodeJS.ErrnoException;
	const remedies: Record<string, string> = {
		EEXIST: 'another run has made it meanwhile: choose another folder with `--out`',
		ENOSPC: 'the disk is full: free some space',
		EROFS: 'the disk is read-only: choose another folder with `--out`',
		EACCES: 'permission denied: choose another folder with `--out`',
		ENOTDIR: 'a part of this path is a file: choose another folder with `--out`',
	};
	const reason = remedies[code ?? ''] ?? `${message}: choose another folder with \`--out\``;
	return new Error(`Can't write to \`${file}\`: ${reason}`, { cause });
}
