import type { Grid } from '../../data/geometry.js';

/**
 * Returns the ring of each patch around the nearest of `centres`. It is the square of the distance of the two patches'
 * centres, in patches: an integer, so that patches share a ring exactly if they are equally far.
 *
 * @param centres indices of patches, at least one
 * @returns rows × columns, row-major
 */
export function ringsAround(centres: readonly number[], { rows, columns }: Grid): Int32Array {
	const rings = new Int32Array(rows * columns);
	for (let j = 0; j < rings.length; j++) {
		const [row, column] = [Math.floor(j / columns), j % columns];
		let square = Number.POSITIVE_INFINITY;
		for (const centre of centres) {
			const down = row - Math.floor(centre / columns);
			const across = column - (centre % columns);
			square = Math.min(square, down * down + across * across);
		}
		rings[j] = square;
	}
	return rings;
}
