import type { ScoredObject, ScoreMap } from '../items.js';
import type { InstanceRecord } from '../statistics/records.js';

/** Limit of all maps in bytes, and of their number, since small ones cost more than their values. */
const limit = { bytes: 32 * 2 ** 20, maps: 4000 };

/**
 * Keeps the first maps of a run, at most 4,000 of 32 MB. A small data set keeps all, so that the drawings at the end
 * need no network again; for a large one they are too few to matter.
 */
export class MapMemory {
	readonly #maps = new Map<string, ScoreMap>();
	#bytes = 0;

	keep({ photo, object, prompt, map }: ScoredObject): void {
		const { byteLength } = map.values;
		if (this.#bytes + byteLength > limit.bytes || this.#maps.size >= limit.maps) return;

		this.#bytes += byteLength;
		this.#maps.set(keyOf(photo.position, object.id, prompt.points[0]), map);
	}

	/** Returns the map of a record, if it was kept. */
	recall({
		position,
		instance,
		point,
	}: Pick<InstanceRecord, 'position' | 'instance' | 'point'>): ScoreMap | undefined {
		return this.#maps.get(keyOf(position, instance, point));
	}
}

function keyOf(position: number, object: string, point: InstanceRecord['point']): string {
	return `${position}/${point?.x},${point?.y}/${object}`;
}
