import test from 'ava';
import { gatherTracks, summariseTracks } from '../../../src/eval/track/summary.js';
import type { TrackRecord } from '../../../src/eval/track/tracking.js';
import { mulberry32 } from '../../../src/math/random.js';
import { near } from '../../math/_near.js';

const record = (sequence: string, object: string, j: number, f: number): TrackRecord => {
	return { sequence, frame: `${sequence}/0`, object, j, f };
};

const records = [
	record('dog', '1', 0.8, 0.4),
	record('dog', '2', 0.5, 0.5),
	record('dog', '1', 0.6, 0.8),
	record('dog', '2', 0.1, 0.9),
	record('cat', '1', 0.2, 0.1),
];

test('means over objects of means over frames, each object weighing the same', (t) => {
	const metrics = summariseTracks(gatherTracks(records), mulberry32(0), 50);
	near(t, metrics.j!.value!, (0.7 + 0.3 + 0.2) / 3);
	near(t, metrics.f!.value!, (0.6 + 0.7 + 0.1) / 3);
	near(t, metrics.jAndF!.value!, (0.65 + 0.5 + 0.15) / 3);
	near(t, metrics.jRecall!.value!, (1 + 0 + 0) / 3);
	near(t, metrics.fRecall!.value!, (0.5 + 0.5 + 0) / 3);
	t.is(metrics.j!.count, 3);
	// Drawn by sequences: all dog, all cat, or one of each.
	near(t, metrics.j!.interval!, [0.2, 0.5]);
});

test('objects of two sequences with one id are two', (t) => {
	t.deepEqual(
		gatherTracks(records).map(({ sequence, object, j }) => [sequence, object, j.length]),
		[
			['dog', '1', 2],
			['dog', '2', 2],
			['cat', '1', 1],
		],
	);
});

test('nothing tracked is an error with a remedy', (t) => {
	t.throws(() => summariseTracks([], mulberry32(0)), { message: /No object was tracked: .*three frames/ });
});
