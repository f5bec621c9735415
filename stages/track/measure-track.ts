import { measureTracks, type TrackedFrame, type TrackRecord } from '../../src/eval/track/tracking.js';
import { type Stage, stage } from '../../src/flow/stage.js';

/** Measures the objects of each frame but the last of its sequence, which DAVIS leaves out as it does the first. */
export const measureTrack: Stage<TrackedFrame, TrackRecord> = stage(
	'measure-track',
	() => ({ process: (frame) => (frame.index < frame.count - 1 ? measureTracks(frame) : []) }),
	{ types: 'TrackedFrame → TrackRecord' },
);
