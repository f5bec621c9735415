import path from 'node:path';
import { type DecodedEvent, decodeEvent } from './event.js';
import { eventFiles } from './event-file.js';
import { readRecords } from './records.js';

/**
 * Reads what the event files in a folder say, in the order of steps, without what a run that went on has taken back.
 *
 * @param isWanted tells which events are kept in memory; by default all
 */
export async function readEvents(
	folder: string,
	isWanted: (event: DecodedEvent) => boolean = () => true,
): Promise<readonly DecodedEvent[]> {
	let events: DecodedEvent[] = [];
	for (const name of eventFiles(folder)) {
		for await (const record of readRecords(path.join(folder, name))) {
			const event = decodeEvent(record);
			if (event.isStart) events = events.filter(({ step }) => step < event.step);
			else if (isWanted(event)) events.push(event);
		}
	}

	return events.sort((a, b) => a.step - b.step);
}
