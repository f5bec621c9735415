import { csvRow } from '../../files/csv.js';
import type { Random } from '../../math/random.js';
import { type Figure, type Metric, type PhotoFigures, summariseFigures } from '../statistics/summary.js';
import {
	type Distribution,
	type Matching,
	matchings,
	pool,
	poolShares,
	type Totals,
	totalsPerPhoto,
} from './cosine-totals.js';
import { type Pairing, pairings, type SimilarityRecord } from './intra-inter.js';

/** Figures of the similarity of patches over a data set. */
export interface SimilaritySummary {
	readonly metrics: Record<string, Metric>;
	/**
	 * Mean over objects of each object's histogram, 200 bins on [−1, 1]; those at equal distance are absent if the
	 * records are of an earlier version.
	 */
	readonly histograms: Readonly<Record<Pairing, Float64Array>> &
		Readonly<Partial<Record<`${Matching}AtDistance`, Float64Array>>>;
}

/** Overlap coefficient Σ min(p, q): 0 for distributions apart, 1 for equal ones. */
export function overlapOf(p: Float64Array, q: Float64Array): number {
	let overlap = 0;
	for (let bin = 0; bin < p.length; bin++) overlap += Math.min(p[bin]!, q[bin]!);
	return overlap;
}

/** Probability that a draw from `p` is in a higher bin than one from `q`, equal bins counting half. */
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
 * Summarises the intra- and inter-object similarities of a data set; every object weighs the same.
 *
 * @param records in the order of the data set
 * @throws {Error} when there is no record
 */
export async function summariseSimilarity(
	records: AsyncIterable<SimilarityRecord>,
	{ random, draws }: { readonly random: Random; readonly draws?: number },
): Promise<SimilaritySummary> {
	const totals = await totalsPerPhoto(records);
	const photos = totals.images.length;
	if (photos === 0) {
		throw new Error(
			'No object owns two patches: raise `model.tokens`, or check that the data set has annotated photos.',
		);
	}

	const once = new Int32Array(photos).fill(1);
	const histograms = {
		...(Object.fromEntries(
			pairings.map((pairing) => [pairing, poolShares(totals.totals[pairing], once).shares]),
		) as Record<Pairing, Float64Array>),
		...matchedHistograms(totals, once),
	};
	return { metrics: summariseFigures(photos, figures(totals), random, draws), histograms };
}

function matchedHistograms(
	{ atDistance }: Totals,
	once: Int32Array,
): Partial<Record<`${Matching}AtDistance`, Float64Array>> {
	if (!atDistance) return {};

	return Object.fromEntries(
		matchings.map((matching) => [`${matching}AtDistance`, poolShares(atDistance[matching], once).shares]),
	);
}

/** Returns the figures of a data set's records, in the order of the data set. */
export async function similarityFigures(records: AsyncIterable<SimilarityRecord>): Promise<PhotoFigures> {
	const totals = await totalsPerPhoto(records);
	return { figures: figures(totals), images: totals.images };
}

function figures({ totals, atDistance }: Totals): Figure[] {
	const pools = Object.fromEntries(
		pairings.map((pairing) => [pairing, ofEachSample((times) => pool(totals[pairing], times))]),
	) as Record<Pairing, (times: Int32Array) => Distribution>;
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
		statistic: (times) => of(pools.intra(times), pools[other](times)),
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
		...(atDistance ? [overlapAtDistance(atDistance)] : []),
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

function overlapAtDistance({ intra, inter }: NonNullable<Totals['atDistance']>): Figure {
	return {
		name: 'overlapAtDistance',
		definition:
			'overlap Σ min(p, q) of the distributions of cosines within objects and with patches outside, the latter weighted so that their pairs lie as far apart',
		count: intra.reduce((sum, { objects }) => sum + objects, 0),
		statistic: (times) => {
			const [p, q] = [poolShares(intra, times), poolShares(inter, times)];
			return p.objects === 0 ? Number.NaN : overlapOf(p.shares, q.shares);
		},
	};
}

/** Memoises the work for one sample after the other, since several figures need it. */
function ofEachSample<T>(work: (times: Int32Array) => T): (times: Int32Array) => T {
	let last: { readonly times: Int32Array; readonly result: T } | undefined;
	return (times) => {
		if (last?.times !== times) last = { times, result: work(times) };
		return last.result;
	};
}

/** Returns `similarity.csv`: the distributions of cosines, by the middle of each bin. */
export function similarityTable({ histograms }: SimilaritySummary): string {
	const names = Object.keys(histograms);
	const bins = Object.values(histograms)[0]?.length ?? 0;
	const rows = Array.from({ length: bins }, (_, bin) =>
		csvRow([(2 * bin + 1 - bins) / bins, ...Object.values(histograms).map((shares) => shares[bin])]),
	);
	return [['cosine', ...names].join(','), ...rows, ''].join('\n');
}
