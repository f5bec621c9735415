import FlatQueue from 'flatqueue';
import type { Point, Size } from '../../data/geometry.js';

/**
 * Keeps only the components (4-connected) with a prompt's point of every thresholded map, for all thresholds at once:
 * a pixel's value becomes the greatest threshold at which it is still connected to a point, the least value on the
 * best path there.
 *
 * @param map height × width, row-major
 * @returns height × width; no value is greater than the map's own
 */
export function connectedMap(
	map: Float64Array,
	points: readonly Point[],
	{ width, height }: Size,
): Float64Array {
	const reach = new Float64Array(map.length).fill(Number.NEGATIVE_INFINITY);
	// The least of the negated values, the greatest value, comes first. The order of equal ones makes no difference.
	const queue = new FlatQueue<number>();
	const visit = (i: number, from: number) => {
		if (reach[i] !== Number.NEGATIVE_INFINITY) return;

		reach[i] = Math.min(from, map[i]!);
		queue.push(i, -reach[i]!);
	};
	for (const { x, y } of points) visit(y * width + x, Number.POSITIVE_INFINITY);
	for (let i = queue.pop(); i !== undefined; i = queue.pop()) {
		const x = i % width;
		if (x > 0) visit(i - 1, reach[i]!);
		if (x + 1 < width) visit(i + 1, reach[i]!);
		if (i >= width) visit(i - width, reach[i]!);
		if (i < width * (height - 1)) visit(i + width, reach[i]!);
	}
	return reach;
}
