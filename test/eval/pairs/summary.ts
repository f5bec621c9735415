import test from 'ava';
import type { PairCosines, SimilarityRecord } from '../../../src/eval/pairs/intra-inter.js';
import { histogramAuroc, overlapOf, summariseSimilarity } from '../../../src/eval/pairs/summary.js';
import { mulberry32 } from '../../../src/math/random.js';
import { near } from '../../math/_near.js';

/** Cosines in the middle of bins. */
function cosines(...values: number[]): PairCosines {
	const histogram = new Array<number>(200).fill(0);
	for (const value of values) histogram[Math.floor((value + 1) * 100)]!++;
	return {
		pairs: values.length,
		sum: values.reduce((sum, value) => sum + value, 0),
		sumOfSquares: values.reduce((sum, value) => sum + value ** 2, 0),
		histogram,
	};
}

function record(position: number, intra: number[], inter: number[]): SimilarityRecord {
	const none = cosines();
	return {
		position,
		image: `${position}.jpg`,
		instance: '1',
		class: 'thing',
		patches: 2,
		cosines: {
			intra: cosines(...intra),
			inter: cosines(...inter),
			interObject: none,
			interBackground: cosines(...inter),
			interSameClass: none,
		},
	};
}

async function* each<T>(items: readonly T[]) {
	yield* items;
}

test('every object weighs the same, however many pairs it has', async (t) => {
	const records = [
		record(0, [0.905], [0.105]),
		record(1, [0.505, 0.505, 0.105, 0.105], [0.105, -0.495, -0.495, -0.495]),
	];
	const { metrics, histograms } = await summariseSimilarity(each(records), { random: mulberry32(0) });
	t.is(histograms.intra[190], 0.5);
	t.is(histograms.intra[110], 0.25);
	near(t, metrics.overlap!.value!, 0.25); // min(1/4, 5/8) in the bin of 0.105
	near(t, metrics.intraMean!.value!, (0.905 + 0.305) / 2);
	near(t, metrics.interMean!.value!, (0.105 - 0.345) / 2);
	const variance = (0.905 ** 2 + (0.505 ** 2 + 0.105 ** 2) / 2) / 2 - 0.605 ** 2;
	const other = (0.105 ** 2 + (0.105 ** 2 + 3 * 0.495 ** 2) / 4) / 2 - 0.12 ** 2;
	near(t, metrics.dPrime!.value!, 0.725 / Math.sqrt((variance + other) / 2));
	t.deepEqual(metrics.overlapObject, {
		value: null,
		count: 0,
		interval: null,
		definition: metrics.overlapObject!.definition,
	});
	const [low, high] = metrics.overlap!.interval!;
	t.true(low === 0 && high >= 0.25);
});

test('overlap and AUROC of histograms', (t) => {
	const p = Float64Array.of(0, 0.5, 0.5);
	t.is(overlapOf(p, p), 1);
	t.is(histogramAuroc(p, p), 0.5);
	t.is(overlapOf(p, Float64Array.of(1, 0, 0)), 0);
	t.is(histogramAuroc(p, Float64Array.of(1, 0, 0)), 1);
	t.is(histogramAuroc(p, Float64Array.of(0, 1, 0)), 0.75);
});

test('nothing to compare is an error with a remedy', async (t) => {
	await t.throwsAsync(summariseSimilarity(each([]), { random: mulberry32(0) }), { message: /model\.tokens/ });
});
