import type { EmbeddedPhoto } from '../../src/eval/items.js';
import { sweepPrompts } from '../../src/eval/segment/exhaustive.js';
import type { InstanceRecord } from '../../src/eval/statistics/records.js';
import { type Stage, stage } from '../../src/flow/stage.js';

/** Takes every patch of every object as a prompt, at patch resolution: one record an object, the mean over them. */
export const promptSweep: Stage<EmbeddedPhoto, InstanceRecord> = stage(
	'prompt-sweep',
	() => ({ process: sweepPrompts }),
	{ types: 'EmbeddedPhoto → InstanceRecord' },
);
