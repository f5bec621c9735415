import type { Random } from '../../math/random.js';
import type { Corruption } from '../items.js';
import { blockMask } from './block-mask.js';

/**
 * Chooses the patches of a `size` × `size` view that the student sees as its mask token (iBOT): one of the `ranges`
 * with equal chance, a share within it, and blocks of patches that make up this share.
 *
 * Draws: the range; the share; then as `blockMask`.
 *
 * @throws {RangeError} when patches of `patch` px do not divide the view
 */
export function tokenMask(
	size: number,
	patch: number,
	ranges: readonly (readonly [number, number])[],
	random: Random,
): Corruption {
	if (size % patch !== 0)
		throw new RangeError(`A view of ${size} px is not made of patches of ${patch} px: change \`views.size\``);

	const [low, high] = ranges[Math.floor(random() * ranges.length)]!;
	const side = size / patch;
	const patches = blockMask(side, side, low + (high - low) * random(), random);
	const mask = new Uint8Array(size * size);
	for (let y = 0; y < size; y++) {
		const row = Math.floor(y / patch) * side;
		for (let x = 0; x < size; x++) mask[y * size + x] = patches[row + Math.floor(x / patch)]!;
	}
	return { mask, fill: 'token', donor: 0 };
}
