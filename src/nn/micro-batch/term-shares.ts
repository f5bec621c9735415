import type { MaskedViews } from '../../data/items.js';
import type { PhotoRange } from '../../data/views/view-arrays.js';
import { type Objective, ownTerms, type Term, termNames } from '../losses/objective.js';

/** What a term counts in that of the whole batch. */
export type Shares = Readonly<Record<Term, number>>;

/**
 * For each part of a batch what its terms count in those of the whole: Σ over parts of share · term is the batch's.
 * Reconstruction is a mean over corrupted pixels, of which each part has its own number; the distillations are means
 * over images. The contrast is no such sum.
 */
export function termShares(batch: readonly MaskedViews[], parts: readonly PhotoRange[]): Shares[] {
	const all = corruptedPixels(batch);
	return parts.map(({ start, end }) => {
		const photos = (end - start) / batch.length;
		return {
			reconstruction: corruptedPixels(batch.slice(start, end)) / all,
			distillation: photos,
			classDistillation: photos,
			contrast: 0,
		};
	});
}

/** The shares in the order of `termWeights`. A term of one's own is a mean over photos. */
export function sharesByTerm(shares: Shares, objective: Objective): readonly number[] {
	return [...termNames.map((term) => shares[term]), ...ownTerms(objective).map(() => shares.distillation)];
}

/** At least 1, as in `reconstructionLoss`, whose term is 0 where there is none. */
function corruptedPixels(photos: readonly MaskedViews[]): number {
	let pixels = 0;
	for (const { mask } of photos.flatMap(({ corruptions }) => corruptions)) {
		for (const value of mask) pixels += value;
	}

	return Math.max(pixels, 1);
}
