import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type DecodedEvent, decodeEvent } from '../../src/tensorboard/event.js';
import { eventFiles } from '../../src/tensorboard/event-file.js';
import { decodeRecords } from '../../src/tensorboard/records.js';

/** Reads at once what the event files in a folder say, in the order of steps, without what a run that went on has taken back. */
export function eventsIn(folder: string): readonly DecodedEvent[] {
	let events: DecodedEvent[] = [];
	for (const name of eventFiles(folder)) {
		for (const record of decodeRecords(readFileSync(path.join(folder, name)))) {
			const event = decodeEvent(record);
			if (event.isStart) events = events.filter(({ step }) => step < event.step);
			else events.push(event);
		}
	}

	return events.sort((a, b) => a.step - b.step);
}
