import type { RankedMap, RankedObject } from '../../src/eval/segment/extremes.js';
import type { MapMemory } from '../../src/eval/segment/map-memory.js';
import type { Resource } from '../../src/flow/resource.js';
import { map, type Stage } from '../../src/flow/stage.js';

/**
 * Adds to each object the map that `keep-map` has kept.
 *
 * @throws {Error} when there is none
 */
export function recallMap(memory: Resource<MapMemory>): Stage<RankedObject, RankedMap> {
	return map(
		'recall-map',
		(item) => {
			const { photo, object, prompt } = item;
			const [point] = prompt.points;
			const found = memory.value.recall({
				position: photo.position,
				instance: object.id,
				...(point && { point }),
			});
			if (!found) throw new Error(`The map of object \`${object.id}\` of \`${photo.name}\` was not kept`);
			return { ...item, map: found };
		},
		{ types: 'RankedObject → RankedMap', uses: [memory] },
	);
}
