import type { ScoredObject, ScoreMap } from '../items.js';
import type { InstanceRecord } from '../statistics/records.js';

/** All maps together, in bytes, and how many, as small ones cost more than their values. */
const limit = { bytes: 32 * 2 ** 20, maps: 4000 };

/**
 * The first maps of a run, 4,000 at most, of 32 MB: of a small data set all, so that what is to be drawn at the end
 * needs no network again; of a large one too few to matter.
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

	/** The map that a record was made of, if it is here. */
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
