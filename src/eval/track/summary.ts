import { csvRow } from '../../files/csv.js';
import type { Random } from '../../math/random.js';
import { type Figure, type Metric, summariseFigures } from '../statistics/summary.js';
import type { TrackRecord } from './tracking.js';

/** The figures of one object over the frames of its sequence. */
export interface ObjectTrack {
	readonly sequence: string;
	readonly object: string;
	readonly j: readonly number[];
	readonly f: readonly number[];
}

/** Mean over an object's frames, or its share of frames above one half. */
export function meanOf(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function recallOf(values: readonly number[]): number {
	return values.filter((value) => value > 0.5).length / values.length;
}

/** Gathers the records of each object, in the order of first appearance. */
export function gatherTracks(records: Iterable<TrackRecord>): ObjectTrack[] {
	const tracks = new Map<string, { sequence: string; object: string; j: number[]; f: number[] }>();
	for (const { sequence, object, j, f } of records) {
		const key = JSON.stringify([sequence, object]);
		const track = tracks.get(key) ?? { sequence, object, j: [], f: [] };
		track.j.push(j);
		track.f.push(f);
		tracks.set(key, track);
	}
	return [...tracks.values()];
}

/**
 * Summarises the figures of davis2017-evaluation: means over objects of each one's mean over frames, or of its share
 * of frames above one half. Intervals by bootstrap over sequences.
 *
 * @throws {Error} when there is no track
 */
export function summariseTracks(
	tracks: readonly ObjectTrack[],
	random: Random,
	draws?: number,
): Record<string, Metric> {
	if (tracks.length === 0) {
		throw new Error(
			'No object was tracked: a sequence needs an object in its first frame and at least three frames.',
		);
	}

	const sequences = [...new Set(tracks.map(({ sequence }) => sequence))];
	const grouped = sequences.map((name) => tracks.filter(({ sequence }) => sequence === name));
	return summariseFigures(sequences.length, figures(grouped, tracks.length), random, draws);
}

function figures(sequences: readonly (readonly ObjectTrack[])[], count: number): Figure[] {
	const overObjects = (name: string, definition: string, of: (track: ObjectTrack) => number): Figure => {
		const sums = sequences.map((tracks) => tracks.reduce((sum, track) => sum + of(track), 0));
		return { name, definition, count, statistic: (times) => weightedMean(sums, sequences, times) };
	};
	const objects = 'mean over objects of';
	return [
		overObjects('jAndF', `half of J and F together, ${objects} J and F over frames`, ({ j, f }) => {
			return (meanOf(j) + meanOf(f)) / 2;
		}),
		overObjects('j', `${objects} the mean IoU over frames, first and last left out`, ({ j }) => meanOf(j)),
		overObjects('f', `${objects} the mean boundary F over frames, first and last left out`, ({ f }) => {
			return meanOf(f);
		}),
		overObjects('jRecall', `${objects} the share of frames with an IoU above 0.5`, ({ j }) => recallOf(j)),
		overObjects('fRecall', `${objects} the share of frames with a boundary F above 0.5`, ({ f }) => {
			return recallOf(f);
		}),
	];
}

/** Mean over the objects of the sequences, sequence i taken `times[i]` times. */
function weightedMean(
	sums: readonly number[],
	sequences: readonly (readonly ObjectTrack[])[],
	times: Int32Array,
): number {
	let [sum, objects] = [0, 0];
	for (const [i, sequence] of sequences.entries()) {
		sum += times[i]! * sums[i]!;
		objects += times[i]! * sequence.length;
	}
	return sum / objects;
}

/** Columns of `frames.csv`; scripts rely on them. */
export const frameColumns = 'frame,object,j,f';

export function frameRow({ frame, object, j, f }: TrackRecord): string {
	return csvRow([frame, object, j, f]);
}

/** Returns `objects.csv`: the means over frames. */
export function objectTrackTable(tracks: readonly ObjectTrack[]): string {
	const rows = tracks.map(({ sequence, object, j, f }) =>
		csvRow([sequence, object, j.length, meanOf(j), meanOf(f)]),
	);
	return ['sequence,object,frames,j,f', ...rows, ''].join('\n');
}
