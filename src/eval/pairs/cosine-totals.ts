import { histogramBins, type Pairing, pairings, type SimilarityRecord } from './intra-inter.js';

/** Distribution of cosines on [−1, 1] over equally weighted objects: shares that sum to 1, and moments. */
export interface Distribution {
	readonly shares: Float64Array;
	readonly mean: number;
	readonly variance: number;
	readonly objects: number;
}

/** Sums over the objects of one photo that have such pairs. */
interface PhotoTotals {
	objects: number;
	mean: number;
	meanSquare: number;
	readonly shares: Float64Array;
}

/** Totals of each photo that has an object to compare, in order. */
export interface Totals {
	readonly totals: Record<Pairing, PhotoTotals[]>;
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
		position = record.position;
	}
	return { totals, images };
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
	const shares = new Float64Array(histogramBins);
	let [objects, sum, squares] = [0, 0, 0];
	for (let i = 0; i < photos.length; i++) {
		const photo = photos[i]!;
		if (times[i] === 0 || photo.objects === 0) continue;

		objects += times[i]! * photo.objects;
		sum += times[i]! * photo.mean;
		squares += times[i]! * photo.meanSquare;
		for (let bin = 0; bin < histogramBins; bin++) {
			shares[bin] = shares[bin]! + times[i]! * photo.shares[bin]!;
		}
	}
	for (let bin = 0; bin < histogramBins; bin++) shares[bin] = shares[bin]! / objects;
	const mean = sum / objects;
	return { shares, mean, variance: squares / objects - mean ** 2, objects };
}
