import type { Random } from '../flow/stage.js';
import { histogramBins, type Pairing, pairings, type SimilarityRecord } from './intra-inter.js';
import { type Figure, type Metric, type PhotoFigures, summariseFigures } from './summary.js';

/** Two distributions of cosines on [−1, 1], each of them shares that sum to 1 or moments. */
interface Distribution {
	readonly shares: Float64Array;
	readonly mean: number;
	readonly variance: number;
	readonly objects: number;
}

export interface SimilaritySummary {
	readonly metrics: Record<string, Metric>;
	/** Mean over objects of each object's histogram, 200 bins on [−1, 1]. */
	readonly histograms: Readonly<Record<Pairing, Float64Array>>;
}

/** Overlap coefficient Σ min(p, q): 0 for distributions apart, 1 for equal ones. */
export function overlapOf(p: Float64Array, q: Float64Array): number {
	let overlap = 0;
	for (let bin = 0; bin < p.length; bin++) overlap += Math.min(p[bin]!, q[bin]!);
	return overlap;
}

/** The chance that a draw from `p` is in a higher bin than one from `q`, equal bins half. */
export function histogramAuroc(p: Float64Array, q: Float64Array): number {
	let [below, auroc] = [0, 0];
	for (let bin = 0; bin < p.length; bin++) {
		auroc += p[bin]! * (below + q[bin]! / 2);
		below += q[bin]!;
	}
	return auroc;
}

/** Sensitivity index d′ = (μ₁ − μ₂) / √((σ₁² + σ₂²) / 2). */
function sensitivity(p: Distribution, q: Distribution): number {
	return (p.mean - q.mean) / Math.sqrt((p.variance + q.variance) / 2);
}

/**
 * Makes the summary of the intra- and inter-object similarities of a data set; every object weighs the same.
 *
 * @param records in the order of the data set
 * @throws {Error} when there is no record
 */
export async function summariseSimilarity(
	records: AsyncIterable<SimilarityRecord>,
	{ random, draws }: { readonly random: Random; readonly draws?: number },
): Promise<SimilaritySummary> {
	const { totals, images } = await totalsPerPhoto(records);
	const photos = images.length;
	if (photos === 0) {
		throw new Error(
			'No object owns two patches: raise `model.tokens`, or check that the data set has annotated photos.',
		);
	}

	const once = new Int32Array(photos).fill(1);
	const histograms = Object.fromEntries(
		pairings.map((pairing) => [pairing, pool(totals[pairing], once).shares]),
	) as Record<Pairing, Float64Array>;
	return { metrics: summariseFigures(photos, figures(totals), random, draws), histograms };
}

/** The figures of a data set's records, in the order of the data set. */
export async function similarityFigures(records: AsyncIterable<SimilarityRecord>): Promise<PhotoFigures> {
	const { totals, images } = await totalsPerPhoto(records);
	return { figures: figures(totals), images };
}

function figures(totals: Record<Pairing, PhotoTotals[]>): Figure[] {
	const objects = (pairing: Pairing) => totals[pairing].reduce((sum, photo) => sum + photo.objects, 0);
	const compare = (
		name: string,
		other: Pairing,
		definition: string,
		of: (p: Distribution, q: Distribution) => number,
	): Figure => ({
		name,
		definition,
		count: objects(other),
		statistic: (times) => of(pool(totals.intra, times), pool(totals[other], times)),
	});
	const overlap = (p: Distribution, q: Distribution) =>
		q.objects === 0 ? Number.NaN : overlapOf(p.shares, q.shares);
	const within = 'overlap Σ min(p, q) of the distribution of cosines within objects with that of';
	return [
		compare('overlap', 'inter', `${within} object patches and all patches outside`, overlap),
		compare('overlapObject', 'interObject', `${within} object patches and other objects' patches`, overlap),
		compare(
			'overlapBackground',
			'interBackground',
			`${within} object patches and patches of no object`,
			overlap,
		),
		compare(
			'overlapSameClass',
			'interSameClass',
			`${within} object patches and patches of other objects of the class`,
			overlap,
		),
		compare(
			'dPrime',
			'inter',
			"d′ = (μ₁ − μ₂)/√((σ₁² + σ₂²)/2) of cosines within objects and with patches outside, every object's moments weighing the same",
			sensitivity,
		),
		compare(
			'aurocSimilarity',
			'inter',
			'chance that a cosine within an object is greater than one with a patch outside, by bins, equal bins half',
			(p, q) => (q.objects === 0 ? Number.NaN : histogramAuroc(p.shares, q.shares)),
		),
		compare(
			'intraMean',
			'intra',
			"mean over objects of the mean cosine of an object's pairs of patches",
			(p) => p.mean,
		),
		compare(
			'interMean',
			'inter',
			"mean over objects of the mean cosine of an object's patches with patches outside",
			(_, q) => q.mean,
		),
	];
}

/** Sums over the objects of one photo that have such pairs. */
interface PhotoTotals {
	objects: number;
	mean: number;
	meanSquare: number;
	readonly shares: Float64Array;
}

interface Totals {
	readonly totals: Record<Pairing, PhotoTotals[]>;
	readonly images: readonly string[];
}

async function totalsPerPhoto(records: AsyncIterable<SimilarityRecord>): Promise<Totals> {
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

/** The mean over the objects of the photos, each photo taken `times` times. */
function pool(photos: readonly PhotoTotals[], times: Int32Array): Distribution {
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
