/**
 * Propagates the masks of a video's first frame to the others by the similarity of patches, without training: the
 * protocol by which DINO (arXiv 2104.14294) and its successors are measured on DAVIS, from STC (arXiv 2006.14613).
 */

import type { Grid } from '../../data/geometry.js';
import { NearestNeighbours } from '../../math/nearest-neighbours.js';
import { productsBetween } from '../features/products.js';
import type { FeatureGrid } from '../items.js';
import type { SoftLabels } from './soft-labels.js';

/** A frame with known or estimated labels. */
export interface LabelledFrame {
	readonly features: FeatureGrid;
	readonly labels: SoftLabels;
}

export interface PropagationRule {
	/** Number of patches, of the whole context together, that a patch takes its labels from. */
	readonly neighbours: number;
	/** Greatest distance of those patches from its own place, in rows and in columns. */
	readonly radius: number;
	/** Temperature of the weights exp(cos / temperature). */
	readonly temperature: number;
}

/**
 * Returns the labels of `target`'s patches: the mean of their nearest neighbours', weighted by exp(cos /
 * temperature). Needs an open backend: cosines are computed in float32, as in the published code.
 *
 * @param context frames of the same grid and the same labels
 */
export function propagateSoftLabels(
	target: FeatureGrid,
	context: readonly LabelledFrame[],
	{ neighbours, radius, temperature }: PropagationRule,
): SoftLabels {
	const count = target.rows * target.columns;
	const nearest = new NearestNeighbours(count, neighbours);
	for (const [frame, { features }] of context.entries()) {
		const cosines = productsBetween(target, features);
		forEachWindow(target, radius, (patch, first, last) => {
			for (let j = first; j <= last; j++)
				nearest.offer(patch, cosines[patch * count + j]!, frame * count + j);
		});
	}
	return context[0]!.labels.map((_, label) => {
		const maps = context.map(({ labels }) => labels[label]!);
		const labelOf = (source: number) => maps[Math.floor(source / count)]![source % count]!;
		return Float64Array.from({ length: count }, (_, patch) => {
			const { sources, weights } = nearest.of(patch, temperature);
			return weights.reduce((sum, weight, i) => sum + weight * labelOf(sources[i]!), 0);
		});
	});
}

/** Visits each patch with the rows, as first and last patch, of the square window around its place. */
function forEachWindow(
	{ rows, columns }: Grid,
	radius: number,
	visit: (patch: number, first: number, last: number) => void,
): void {
	for (let patch = 0; patch < rows * columns; patch++) {
		const [row, column] = [Math.floor(patch / columns), patch % columns];
		const [left, right] = [Math.max(0, column - radius), Math.min(columns - 1, column + radius)];
		for (let y = Math.max(0, row - radius); y <= Math.min(rows - 1, row + radius); y++) {
			visit(patch, y * columns + left, y * columns + right);
		}
	}
}
