import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type DecodedEvent, decodeEvent } from './event.js';
import { eventFiles } from './event-file.js';
import { decodeRecords } from './records.js';

/** Events of a folder's files in the order of steps, without those that a resumed run repeated. */
export function readEvents(folder: string): readonly DecodedEvent[] {
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
