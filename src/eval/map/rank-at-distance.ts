import { descendingOrder } from '../../math/descending-order.js';
import type { DistanceRanking } from '../items.js';

/**
 * Compares the object's patches only with background patches of the same ring, so that distance from the prompt ranks
 * nothing. A ring weighs as much as it has pairs of the two. Both values are NaN if no ring has a pair.
 *
 * @param scores finite, one a patch
 * @param rings ring of each patch, as `ringsAround` returns them
 * @param labels of each patch: 0 background, 1 object, 2 ignored
 */
export function rankAtDistance(scores: Float64Array, rings: Int32Array, labels: Uint8Array): DistanceRanking {
	let [pairs, wins, precision] = [0, 0, 0];
	for (const patches of objectRings(scores, rings, labels)) {
		const ring = rankRing(patches, scores, labels);
		pairs += ring.pairs;
		wins += ring.wins;
		if (ring.pairs > 0) precision += ring.pairs * ring.averagePrecision;
	}
	return { auroc: wins / pairs, averagePrecision: precision / pairs };
}

/**
 * Returns the patches of each ring that holds one of the object's, without ignored ones, in descending order of their
 * scores.
 */
function objectRings(scores: Float64Array, rings: Int32Array, labels: Uint8Array): Iterable<number[]> {
	const patches = new Map<number, number[]>();
	for (let j = 0; j < labels.length; j++) if (labels[j] === 1) patches.set(rings[j]!, []);
	if (patches.size > 0) {
		for (const j of descendingOrder(scores)) if (labels[j] !== 2) patches.get(rings[j]!)?.push(j);
	}
	return patches.values();
}

/** Ranks one ring; `wins` are the pairs whose object patch has the greater score, ties half. */
function rankRing(patches: readonly number[], scores: Float64Array, labels: Uint8Array) {
	const target = patches.reduce((sum, j) => sum + labels[j]!, 0);
	let [hits, predicted, wins, precisions] = [0, 0, 0, 0];
	while (predicted < patches.length) {
		const first = patches[predicted]!;
		let [tied, rise] = [1, labels[first]!];
		for (; scores[patches[predicted + tied]!] === scores[first]; tied++) {
			rise += labels[patches[predicted + tied]!]!;
		}
		wins += (tied - rise) * (hits + rise / 2);
		precisions += tiedPrecisions(hits, predicted, rise, tied);
		hits += rise;
		predicted += tied;
	}
	return { pairs: target * (patches.length - target), wins, averagePrecision: precisions / target };
}

/**
 * Sums the precisions at the object's patches among tied ones, mean over all orders of these: a ring has so few patches
 * that ties taken together would make a score without any differences worse than one of mere noise.
 *
 * @param hits of `predicted` patches with greater scores
 * @param rise number of the object's patches among `tied`
 */
function tiedPrecisions(hits: number, predicted: number, rise: number, tied: number): number {
	let sum = 0;
	for (let i = 0; i < tied; i++) {
		// Expected hits among the i tied patches before one of the object's.
		const before = tied > 1 ? (i * (rise - 1)) / (tied - 1) : 0;
		sum += (rise / tied) * ((hits + before + 1) / (predicted + i + 1));
	}
	return sum;
}
