import { fnv1a } from '../flow/random.js';
import type { Resource } from '../flow/resource.js';
import type { Source } from '../flow/source.js';
import type { ImageFile } from './items.js';
import { permutation } from './permutation.js';

/**
 * The source of pretraining: passes over the files, each in a new random order.
 *
 * @param files the list, known once the run has begun
 * @param items how many files to hand out in all, whole passes or not
 */
export function imageFiles(files: Resource<readonly string[]>, items: () => number): Source<ImageFile> {
	return {
		name: 'image-files',
		types: 'ImageFile',
		open: ({ seed }) => shuffledFiles(files.value, { items: items(), seed }),
	};
}

/**
 * Passes over `paths`, each in an order that follows from `seed` and the pass alone. Item k of a sequence is the
 * same wherever the sequence is entered, so that a resumed run can begin at `start`.
 *
 * @throws {RangeError} when there are no paths
 */
export function* shuffledFiles(
	paths: readonly string[],
	{ items, seed, start = 0 }: { readonly items: number; readonly seed: number; readonly start?: number },
): Generator<ImageFile> {
	if (paths.length === 0) throw new RangeError('There are no files to take items from: `paths` is empty');
	for (let item = start; item < items; ) {
		const epoch = Math.floor(item / paths.length);
		const order = permutation(paths.length, fnv1a(`${seed}:epoch ${epoch}`));
		const end = Math.min(items, (epoch + 1) * paths.length);
		for (; item < end; item++) yield { path: paths[order(item % paths.length)]!, epoch };
	}
}
