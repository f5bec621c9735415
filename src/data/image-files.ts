import { fnv1a } from '../flow/random.js';
import type { Resource } from '../flow/resource.js';
import type { Source } from '../flow/source.js';
import type { ImageFile } from './items.js';
import { permutation } from './permutation.js';

/**
 * The source of pretraining: pass after pass over the files, each in a new random order.
 *
 * @param files the list, known once the run has begun
 * @param more whether there is need for another one; asked before each
 * @param first the number of the item to begin with, known once the run has begun
 */
export function imageFiles(
	files: Resource<readonly string[]>,
	more: () => boolean,
	first: () => number = () => 0,
): Source<ImageFile> {
	return {
		name: 'image-files',
		types: 'ImageFile',
		first,
		*open({ seed }) {
			for (const file of shuffledFiles(files.value, seed, first())) {
				if (!more()) return;
				yield file;
			}
		},
	};
}

/**
 * Endless passes over `paths`, each in an order that follows from `seed` and the pass alone. Item k of the sequence
 * is the same wherever it is entered, so that a resumed run can begin at `start`.
 */
export function* shuffledFiles(paths: readonly string[], seed: number, start = 0): Generator<ImageFile> {
	for (let item = start; ; ) {
		const epoch = Math.floor(item / paths.length);
		const order = permutation(paths.length, fnv1a(`${seed}:epoch ${epoch}`));
		for (; item < (epoch + 1) * paths.length; item++)
			yield { path: paths[order(item % paths.length)]!, epoch };
	}
}
