import type { ImageSource } from '../data/items.js';
import { permutation } from '../data/listing/permutation.js';
import type { Images } from '../data/listing/shuffled.js';
import { fnv1a } from '../math/random.js';

/** Photos of a run, split into those to train on and those to watch it by. */
export interface PartedPhotos {
	readonly trained: Images;
	readonly heldOut: readonly ImageSource[];
	/** `false` if there are so few photos that training sees those `heldOut` too. */
	readonly isUnseen: boolean;
}

/** Number of photos below which figures of their features say little. */
const fewest = 8;

/**
 * Holds out photos that training never sees: `count`, but at most a tenth of all. The choice depends on the list and
 * the seed alone, so that a resumed run holds out the same. If a tenth is fewer than eight, eight are watched that
 * training also sees.
 */
export function holdOut(images: Images, count: number, seed: number): PartedPhotos {
	if (count === 0) return { trained: images, heldOut: [], isUnseen: true };
	const most = Math.floor(images.length / 10);
	const isUnseen = most >= Math.min(fewest, count);
	const order = permutation(images.length, fnv1a(`${seed}:held-aside`));
	const taken = Math.min(count, isUnseen ? most : fewest, images.length);
	const places = Array.from({ length: taken }, (_, place) => order(place)).sort((a, b) => a - b);
	return {
		trained: isUnseen ? without(images, places) : images,
		heldOut: places.map((place) => images.at(place)!),
		isUnseen,
	};
}

/** Returns the images without those at some places, in ascending order: a view, since lists may hold millions. */
function without(images: Images, places: readonly number[]): Images {
	return {
		length: images.length - places.length,
		at: (index) => images.at(places.reduce((at, place) => at + Number(place <= at), index)),
	};
}
