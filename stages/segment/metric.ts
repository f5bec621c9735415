import type { ThresholdedObject } from '../../src/eval/items.js';
import { measureObject } from '../../src/eval/segment/measure.js';
import type { InstanceRecord } from '../../src/eval/statistics/records.js';
import { map, type Stage } from '../../src/flow/stage.js';

/** Measures each thresholded object against its mask, and keeps the figures only. */
export const metric: Stage<ThresholdedObject, InstanceRecord> = map('metric', measureObject, {
	types: 'ThresholdedObject → InstanceRecord',
});
