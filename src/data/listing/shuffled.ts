import type { Resource } from '../../flow/resource.js';
import type { Source } from '../../flow/source.js';
import { fnv1a } from '../../math/random.js';
import type { ImageFile, ImageSource } from '../items.js';
import { permutation } from './permutation.js';

/** Images by their place: an {@link ImageList}, or an array. */
export interface Images {
	readonly length: number;
	readonly at: (place: number) => ImageSource | undefined;
}

/**
 * Source of pretraining: pass after pass over the images, each in a new random order.
 *
 * @param images the list, known once the run has begun
 * @param more whether there is need for another one; asked before each
 * @param first the number of the item to begin with, known once the run has begun
 */
export function imageFiles(
	images: Resource<Images>,
	more: () => boolean,
	first: () => number = () => 0,
): Source<ImageFile> {
	return {
		name: 'image-files',
		types: 'ImageFile',
		uses: [images],
		first,
		*open({ seed }) {
			for (const file of shuffledFiles(images.value, seed, first())) {
				if (!more()) return;
				yield file;
			}
		},
	};
}

/**
 * Endless passes over `images`, each in an order that depends on `seed` and the pass alone. Item k of the sequence is
 * the same wherever it is entered, so that a resumed run can begin at `start`.
 *
 * @throws {RangeError} when there are no images
 */
export function* shuffledFiles(images: Images, seed: number, start = 0): Generator<ImageFile> {
	if (images.length === 0) throw new RangeError('There are no images to pass over: list some first');

	for (let item = start; ; ) {
		const epoch = Math.floor(item / images.length);
		const order = permutation(images.length, fnv1a(`${seed}:epoch ${epoch}`));
		for (; item < (epoch + 1) * images.length; item++)
			yield { ...images.at(order(item % images.length))!, epoch };
	}
}
