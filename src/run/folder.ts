/** A run is a folder: everything that a run leaves behind goes through here. */
import {
	accessSync,
	appendFileSync,
	closeSync,
	constants,
	existsSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readdirSync,
	renameSync,
	rmdirSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Content, writeAtomically } from '../files/atomic-write.js';

/** A run's folder, made at the first write, so that a run that fails before leaves nothing behind. */
export interface RunFolder {
	/** As given, such as `runs/pretrain-2026-01-31-120000`. */
	readonly folder: string;
	/** Where a file of the run lies; `name` may hold folders, `overlays/best.png`. */
	path(name: string): string;
	/** Writes a file whole or not at all. */
	write(name: string, content: Content): Promise<void>;
	/** Writes a value as indented JSON, whole or not at all. */
	writeJson(name: string, value: unknown): Promise<void>;
	/**
	 * Writes a small file whole or not at all, but with the operating system only: a power cut may lose it. For what tells
	 * how a run stands, and is written again soon.
	 */
	writeSoon(name: string, text: string): void;
	/** Writes a small file where there is none of this name; tells whether there was none. */
	claim(name: string, text: string): boolean;
	/** Adds one line to a file. The line is with the operating system when the call returns. */
	append(name: string, line: string): void;
	/** Adds to a file that is no text, as `append` does. */
	appendBytes(name: string, bytes: Uint8Array): void;
	/** Brings all lines added so far to the disk, so that they survive a power cut. */
	sync(): void;
	/**
	 * Of a file of JSON lines keeps those that `keep` is true of; what is no JSON, such as a line that a crash cut off,
	 * goes too. To be called before lines are added; does nothing where there is no such file.
	 */
	keepLines(name: string, keep: (line: Readonly<Record<string, unknown>>) => boolean): Promise<void>;
	/** Closes the files that lines were added to. */
	close(): void;
	/**
	 * After a failure: takes back what a new run has written, so that the same command can be given again, unless lines
	 * were added to a file: then the run had come to its work.
	 */
	takeBack(): void;
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
	return createRunFolder(folder, resume);
}

function createRunFolder(folder: string, resume: boolean): RunFolder {
	const appended = new Map<string, number>();
	const written = new Set<string>();
	let hasLines = resume;
	let isMade = existsSync(folder);

	/** Makes the folders that a file needs. Not a run folder that another run has made meanwhile. */
	const makeRoom = (file: string) => {
		if (!isMade) {
			makeFolders(path.dirname(folder));
			mkdirSync(folder);
			written.add(folder);
			isMade = true;
		}

		makeFolders(path.dirname(file));
	};

	const openForAppend = (file: string) => {
		const descriptor = appended.get(file);
		if (descriptor !== undefined) return descriptor;
		makeRoom(file);
		appended.set(file, openSync(file, 'a'));
		return appended.get(file)!;
	};

	return {
		folder,
		path: (name) => path.join(folder, name),
		async write(name, content) {
			const file = path.join(folder, name);
			try {
				makeRoom(file);
				await writeAtomically(file, content);
				written.add(file);
			} catch (cause) {
				throw cannotWrite(file, cause);
			}
		},
		async writeJson(name, value) {
			await this.write(name, `${JSON.stringify(value, undefined, '\t')}\n`);
		},
		writeSoon(name, text) {
			const file = path.join(folder, name);
			const temporary = `${file}.${process.pid}.tmp`;
			try {
				makeRoom(file);
				writeFileSync(temporary, text);
				renameSync(temporary, file);
				written.add(file);
			} catch (cause) {
				rmSync(temporary, { force: true });
				throw cannotWrite(file, cause);
			}
		},
		claim(name, text) {
			const file = path.join(folder, name);
			try {
				makeRoom(file);
				writeFileSync(file, text, { flag: 'wx' });
				written.add(file);
				return true;
			} catch (cause) {
				if ((cause as NodeJS.ErrnoException).code === 'EEXIST' && existsSync(file)) return false;
				throw cannotWrite(file, cause);
			}
		},
		append(name, line) {
			this.appendBytes(name, Buffer.from(`${line}\n`));
		},
		appendBytes(name, bytes) {
			const file = path.join(folder, name);
			try {
				appendFileSync(openForAppend(file), bytes);
				hasLines = true;
			} catch (cause) {
				throw cannotWrite(file, cause);
			}
		},
		sync() {
			for (const descriptor of appended.values()) fsyncSync(descriptor);
		},
		async keepLines(name, keep) {
			const file = path.join(folder, name);
			if (!existsSync(file)) return;
			const lines = (await readFile(file, 'utf8')).split('\n');
			const kept = lines.filter((line) => {
				const value = parseLine(line);
				return value !== undefined && keep(value);
			});
			await this.write(name, kept.map((line) => `${line}\n`).join(''));
		},
		close() {
			for (const descriptor of appended.values()) closeSync(descriptor);
			appended.clear();
		},
		takeBack() {
			if (!hasLines) removeAll([...written]);
		},
	};
}

/** Unlike `mkdirSync` it comes to an end where a file system says that what is to be made does not exist: autofs. */
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

/** Says which process works on the run: see `run-lock.ts`. */
export const lockFile = 'run.lock';

/** What a process that was killed had not finished writing (see `writeAtomically`) does not count, nor does its lock. */
function hasFiles(folder: string): boolean {
	try {
		return readdirSync(folder).some((name) => !name.endsWith('.tmp') && name !== lockFile);
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
