import { row } from '../segment/tables.js';
import { meanOf, type ObjectTrack } from './summary.js';
import type { TrackRecord } from './tracking.js';

/** The columns of `frames.csv`; scripts rely on them. */
export const frameColumns = 'frame,object,j,f';

export function frameRow({ frame, object, j, f }: TrackRecord): string {
	return row([frame, object, j, f]);
}

/** `objects.csv`: the means over frames. */
export function objectTrackTable(tracks: readonly ObjectTrack[]): string {
	const rows = tracks.map(({ sequence, object, j, f }) =>
		row([sequence, object, j.length, meanOf(j), meanOf(f)]),
	);
	return ['sequence,object,frames,j,f', ...rows, ''].join('\n');
}
