import { type Pairing, pairings, type SimilarityRecord } from './intra-inter.js';
import { histogramBins, type MatchedCosines } from './ring-pairs.js';

/** Histogram of cosines on [−1, 1] over equally weighted objects: shares that sum to 1. */
export interface Histogram {
	readonly shares: Float64Array;
	readonly objects: number;
}

/** Distribution of cosines: its histogram and moments. */
export interface Distribution extends Histogram {
	readonly mean: number;
	readonly variance: number;
}

/** Sums over the objects of one photo that have such pairs. */
interface PhotoHistogram {
	objects: number;
	readonly shares: Float64Array;
}

interface PhotoTotals extends PhotoHistogram {
	mean: number;
	meanSquare: number;
}

/** Pairs at equal distances. */
export const matchings = ['intra', 'inter'] as const;
/** Kind of pairs at equal distances. */
export type Matching = (typeof matchings)[number];

/** Totals of each photo that has an object to compare, in order. */
export interface Totals {
	readonly totals: Record<Pairing, PhotoTotals[]>;
	/** Absent if a record is of an earlier version, which did not measure it. */
	readonly atDistance?: Record<Matching, PhotoHistogram[]>;
	readonly images: readonly string[];
}

/** @param records in the order of the data set */
export async function totalsPerPhoto(records: AsyncIterable<SimilarityRecord>): Promise<Totals> {
	const totals: Record<Pairing, PhotoTotals[]> = {
		intra: [],
		inter: [],
		interObject: [],
		interBackground: [],
		interSameClass: [],
	};
	const atDistance: Record<Matching, PhotoHistogram[]> = { intra: [], inter: [] };
	let isMatched = true;
	const images: string[] = [];
	let position = -1;
	for await (const record of records) {
		if (record.position !== position) images.push(record.image);
		for (const pairing of pairings) {
			if (record.position !== position) {
				totals[pairing].push({
					objects: 0,
					mean: 0,
					meanSquare: 0,
					shares: new Float64Array(histogramBins),
				});
			}
			addObject(totals[pairing].at(-1)!, record.cosines[pairing]);
		}
		for (const matching of matchings) {
			if (record.position !== position) {
				atDistance[matching].push({ objects: 0, shares: new Float64Array(histogramBins) });
			}
			addMatched(atDistance[matching].at(-1)!, record.atDistance, matching);
		}
		isMatched &&= record.atDistance !== undefined;
		position = record.position;
	}
	return { totals, images, ...(isMatched && { atDistance }) };
}

function addMatched(photo: PhotoHistogram, matched: MatchedCosines | undefined, matching: Matching): void {
	if (!matched || matched.pairs === 0) return;

	photo.objects++;
	for (const [bin, share] of matched[matching].entries()) photo.shares[bin]! += share;
}

function addObject(
	photo: PhotoTotals,
	{ pairs, sum, sumOfSquares, histogram }: SimilarityRecord['cosines'][Pairing],
): void {
	if (pairs === 0) return;

	photo.objects++;
	photo.mean += sum / pairs;
	photo.meanSquare += sumOfSquares / pairs;
	for (const [bin, count] of histogram.entries()) photo.shares[bin]! += count / pairs;
}

/** Mean over the objects of the photos, photo i taken `times[i]` times. */
export function pool(photos: readonly PhotoTotals[], times: Int32Array): Distribution {
	const { shares, objects } = poolShares(photos, times);
	let [sum, squares] = [0, 0];
	for (let i = 0; i < photos.length; i++) {
		const photo = photos[i]!;
		if (times[i] === 0 || photo.objects === 0) continue;

		sum += times[i]! * photo.mean;
		squares += times[i]! * photo.meanSquare;
	}
	const mean = sum / objects;
	return { shares, mean, variance: squares / objects - mean ** 2, objects };
}

/** Mean histogram over the objects of the photos, photo i taken `times[i]` times. */
export function poolShares(photos: readonly PhotoHistogram[], times: Int32Array): Histogram {
	const shares = new Float64Array(histogramBins);
	let objects = 0;
	for (let i = 0; i < photos.length; i++) {
		const photo = photos[i]!;
		if (times[i] === 0 || photo.objects === 0) continue;

		objects += times[i]! * photo.objects;
		for (let bin = 0; bin < histogramBins; bin++) {
			shares[bin] = shares[bin]! + times[i]! * photo.shares[bin]!;
		}
	}
	for (let bin = 0; bin < histogramBins; bin++) shares[bin] = shares[bin]! / objects;
	return { shares, objects };
}
