import { existsSync, readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import type { RunFolder } from '../run/folder.js';
import { encodeStart, encodeSummary, encodeVersion, type Summary } from './event.js';
import { encodeRecord } from './records.js';

/** Where a run keeps its event files: what `tensorboard --logdir` is to be given. */
export const eventFolder = 'tensorboard';

/**
 * What a run tells TensorBoard. Each process writes a file of its own, made with its first summary; the file of one
 * that goes on with a run takes back what earlier ones said of the steps that are made again.
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

/** Names, in the order in which they were begun. */
export function eventFiles(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => secondOf(name) !== undefined)
		.sort((a, b) => secondOf(a)! - secondOf(b)!);
}

/** TensorBoard reads files in the order of their names, so a run that goes on within the same second has to wait for none. */
function secondAfter(files: readonly string[], time: number): number {
	return Math.max(Math.floor(time), ...files.map((name) => secondOf(name)! + 1));
}

function secondOf(name: string): number | undefined {
	const second = /^events\.out\.tfevents\.(\d+)\./.exec(name)?.[1];
	return second === undefined ? undefined : Number(second);
}
