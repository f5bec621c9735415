import type { MaskedViews } from '../../data/items.js';
import type { PhotoRange } from '../../data/views/view-arrays.js';
import { type Objective, ownTerms, type Term, termNames } from '../losses/objective.js';

/** Share of each of a micro-batch's terms in those of the whole batch. */
export type TermShares = Readonly<Record<Term, number>>;

/**
 * Returns, for each micro-batch, the shares of its terms: Σ over micro-batches of share · term is the batch's term.
 * Reconstruction is a mean over corrupted pixels, of which each micro-batch has its own number; the distillations are
 * means over photos. The contrast is no such sum and has share 0.
 */
export function termShares(batch: readonly MaskedViews[], ranges: readonly PhotoRange[]): TermShares[] {
	const all = corruptedPixels(batch);
	return ranges.map(({ start, end }) => {
		const photos = (end - start) / batch.length;
		return {
			reconstruction: corruptedPixels(batch.slice(start, end)) / all,
			distillation: photos,
			classDistillation: photos,
			contrast: 0,
		};
	});
}

/** Returns the shares in the order of `termWeights`. A term of one's own is a mean over photos. */
export function sharesByTerm(shares: TermShares, objective: Objective): readonly number[] {
	return [...termNames.map((term) => shares[term]), ...ownTerms(objective).map(() => shares.distillation)];
}

/** Number of corrupted pixels, at least 1, as in `reconstructionLoss`, whose term is 0 without any. */
function corruptedPixels(photos: readonly MaskedViews[]): number {
	let pixels = 0;
	for (const { mask } of photos.flatMap(({ corruptions }) => corruptions)) {
		for (const value of mask) pixels += value;
	}

	return Math.max(pixels, 1);
}
