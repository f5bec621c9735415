import test from 'ava';
import { comparePatches, pairings } from '../../../src/eval/pairs/intra-inter.js';
import { summariseSimilarity } from '../../../src/eval/pairs/summary.js';
import { mulberry32 } from '../../../src/math/random.js';
import { near, nearReference } from '../../math/_near.js';
import { golden, objectOf, photo } from '../_drawn.js';

async function* each<T>(items: readonly T[]) {
	yield* items;
}

test('distributions of the drawn photo equal the oracle’s', async (t) => {
	const { metrics } = await summariseSimilarity(each(comparePatches(photo)), {
		random: mulberry32(0),
		draws: 10,
	});
	const { intra, inter, interObject, interBackground, interSameClass } = golden.similarity;
	nearReference(t, 'intraInter', metrics.overlap!.value!, inter.overlap);
	nearReference(t, 'intraInter', metrics.overlapObject!.value!, interObject.overlap);
	nearReference(t, 'intraInter', metrics.overlapBackground!.value!, interBackground.overlap);
	nearReference(t, 'intraInter', metrics.overlapSameClass!.value!, interSameClass.overlap);
	nearReference(t, 'intraInter', metrics.dPrime!.value!, inter.dPrime);
	nearReference(t, 'intraInter', metrics.aurocSimilarity!.value!, inter.auroc);
	nearReference(t, 'intraInter', metrics.intraMean!.value!, intra.mean);
	nearReference(t, 'intraInter', metrics.interMean!.value!, inter.mean);
	t.deepEqual([metrics.intraMean!.count, metrics.overlapSameClass!.count], [3, 3]);
});

test('pairs counted by hand', (t) => {
	// Six patches of one pixel: a a b b . x (x ignored), the second b of the class of a.
	const values = Float64Array.from([1, 0, 1, 0, 0, 1, 0.6, 0.8, -1, 0, 0, -1]);
	const bits = (text: string) => Uint8Array.from([...text].map(Number));
	const records = comparePatches({
		...photo,
		image: { width: 6, height: 1, pixels: new Uint8Array(0) },
		objects: [
			objectOf('a', 'cat', bits('110000')),
			objectOf('b', 'dog', bits('001100')),
			objectOf('c', 'cat', bits('000100')),
		],
		ignored: bits('000001'),
		features: { rows: 1, columns: 6, dimensions: 2, values },
	});
	t.deepEqual(
		records.map(({ instance, patches }) => [instance, patches]),
		[
			['a', 2],
			['b', 2],
		],
	);
	const pairs = (record: (typeof records)[number]) => pairings.map((name) => record.cosines[name].pairs);
	// a: one pair within; with both b and the background; c, a cat, is the second of b's patches.
	t.deepEqual(pairs(records[0]!), [1, 6, 4, 2, 2]);
	t.deepEqual(pairs(records[1]!), [1, 6, 4, 2, 0]);
	const { intra, interBackground, interSameClass } = records[0]!.cosines;
	t.is(intra.histogram[199], 1); // cosine 1 falls into the last bin
	t.is(interBackground.histogram[0], 2); // cosine −1
	near(t, interSameClass.sum, 1.2);
	near(t, interSameClass.sumOfSquares, 0.72);
	near(t, records[1]!.cosines.intra.sum, 0.8);
});
