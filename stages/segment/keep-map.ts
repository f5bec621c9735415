import type { ScoredObject } from '../../src/eval/items.js';
import type { MapMemory } from '../../src/eval/segment/map-memory.js';
import type { Resource } from '../../src/flow/resource.js';
import { map, type Stage } from '../../src/flow/stage.js';

/** Keeps the map of each object for `recall-map`, while there is room. */
export function keepMap(memory: Resource<MapMemory>): Stage<ScoredObject, ScoredObject> {
	return map(
		'keep-map',
		(item) => {
			memory.value.keep(item);
			return item;
		},
		{ types: 'ScoredObject → ScoredObject', uses: [memory] },
	);
}
