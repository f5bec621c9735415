import { measureBox } from '../../src/eval/discover/discovery.js';
import type { DiscoveredPhoto, DiscoveryRecord } from '../../src/eval/discover/items.js';
import { map, type Stage } from '../../src/flow/stage.js';

/** Compares the box that was found with those of the annotated objects. */
export const measureBoxes: Stage<DiscoveredPhoto, DiscoveryRecord> = map('measure-boxes', measureBox, {
	types: 'DiscoveredPhoto → DiscoveryRecord',
});
