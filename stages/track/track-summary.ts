import type { Metric } from '../../src/eval/statistics/summary.js';
import {
	frameColumns,
	frameRow,
	gatherTracks,
	objectTrackTable,
	summariseTracks,
} from '../../src/eval/track/summary.js';
import type { TrackRecord } from '../../src/eval/track/tracking.js';
import type { Sink } from '../../src/flow/sink.js';
import { mulberry32 } from '../../src/math/random.js';
import type { RunFolder } from '../../src/run/folder.js';

/** Figures of tracking over all videos. */
export interface TrackSummary {
	readonly metrics: Record<string, Metric>;
}

/** Writes `frames.csv` as the frames come, and at the end makes `objects.csv` and the summary. */
export function trackSummary(folder: RunFolder): Sink<TrackRecord, TrackSummary> {
	return {
		name: 'track-summary',
		types: 'TrackRecord → TrackSummary',
		open() {
			const records: TrackRecord[] = [];
			return {
				write(record) {
					if (records.length === 0) folder.append('frames.csv', frameColumns);
					folder.append('frames.csv', frameRow(record));
					records.push(record);
					return { done: records.length, unit: 'mask', values: { j: record.j, f: record.f } };
				},
				async result() {
					const tracks = gatherTracks(records);
					const metrics = summariseTracks(tracks, mulberry32(0));
					await folder.write('objects.csv', objectTrackTable(tracks));
					return { metrics };
				},
			};
		},
	};
}
