import { existsSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { messageOf } from '../flow/errors.js';
import type { RunFolder } from '../run/folder.js';
import { encodeStart, encodeSummary, encodeVersion, type Summary } from './event.js';
import { encodeRecord } from './records.js';

/** Folder of a run's event files, for `tensorboard --logdir`. */
export const eventFolder = 'tensorboard';

/**
 * Event file of one process of a run, created with its first summary. A resumed run's file removes the steps that it
 * repeats from earlier files.
 */
export class EventFile {
	#name: string | undefined;
	#hasFailed = false;

	/**
	 * @param next the first step that is to be told of
	 * @param warn told once where a file can't be written; by default the standard error
	 */
	constructor(
		readonly folder: RunFolder,
		readonly next: number,
		readonly warn: (line: string) => void = console.error,
	) {}

	/** Adds a summary. If it cannot be written, the run continues without it and reports it once. */
	write(step: number, summary: Summary): void {
		const time = Date.now() / 1000;
		try {
			this.#name ??= this.#begin(time);
			this.folder.appendBytes(this.#name, encodeRecord(encodeSummary(time, step, summary)));
		} catch (error) {
			if (!this.#hasFailed) this.warn(`Some steps are missing in TensorBoard: ${messageOf(error)}`);
			this.#hasFailed = true;
		}
	}

	#begin(time: number): string {
		const before = eventFiles(this.folder.path(eventFolder));
		const name = `${eventFolder}/events.out.tfevents.${secondAfter(before, time)}.${hostname()}`;
		const start = before.length > 0 ? [encodeRecord(encodeStart(time, this.next))] : [];
		this.folder.appendBytes(name, Buffer.concat([encodeRecord(encodeVersion(time)), ...start]));
		return name;
	}
}

/** Names of the event files, oldest first. */
export function eventFiles(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => secondOf(name) !== undefined)
		.sort((a, b) => secondOf(a)! - secondOf(b)!);
}

/**
 * Start time for a new file, after those of all others: TensorBoard reads files in the order of their names, so a run
 * resumed within the same second must not share one.
 */
function secondAfter(files: readonly string[], time: number): number {
	return files.reduce((second, name) => Math.max(second, secondOf(name)! + 1), Math.floor(time));
}

function secondOf(name: string): number | undefined {
	const second = /^events\.out\.tfevents\.(\d+)\./.exec(name)?.[1];
	return second === undefined ? undefined : Number(second);
}
