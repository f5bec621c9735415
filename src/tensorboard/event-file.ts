import { existsSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
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

	/** @param next the first step that is to be told of */
	constructor(
		readonly folder: RunFolder,
		readonly next: number,
	) {}

	write(step: number, summary: Summary): void {
		const time = Date.now() / 1000;
		const name = this.#name ?? this.#begin(time);
		this.folder.appendBytes(name, encodeRecord(encodeSummary(time, step, summary)));
	}

	#begin(time: number): string {
		const before = eventFiles(this.folder.path(eventFolder));
		this.#name = `${eventFolder}/events.out.tfevents.${secondAfter(before, time)}.${hostname()}`;
		this.folder.appendBytes(this.#name, encodeRecord(encodeVersion(time)));
		if (before.length > 0) this.folder.appendBytes(this.#name, encodeRecord(encodeStart(time, this.next)));
		return this.#name;
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
	return Math.max(Math.floor(time), ...files.map((name) => secondOf(name)! + 1));
}

function secondOf(name: string): number | undefined {
	const second = /^events\.out\.tfevents\.(\d+)\./.exec(name)?.[1];
	return second === undefined ? undefined : Number(second);
}
