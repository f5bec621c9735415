import test from 'ava';
import { comparePatches } from '../../../src/eval/pairs/intra-inter.js';
import { RingPairs } from '../../../src/eval/pairs/ring-pairs.js';
import { summariseSimilarity } from '../../../src/eval/pairs/summary.js';
import { mulberry32 } from '../../../src/math/random.js';
import { near, nearReference } from '../../math/_near.js';
import { goldenAtDistance } from '../_at-distance.js';
import { photo } from '../_drawn.js';
import { each } from '../_records.js';

const summarise = (records: ReturnType<typeof comparePatches>) =>
	summariseSimilarity(each(records), { random: mulberry32(0), draws: 10 });

test('pairs of the drawn photo at equal distances equal the oracle’s', async (t) => {
	const records = comparePatches(photo);
	t.deepEqual(
		Object.fromEntries(records.map(({ instance, atDistance }) => [instance, atDistance!.pairs])),
		goldenAtDistance.pairs,
	);
	const { metrics, histograms } = await summarise(records);
	nearReference(t, 'ringPairs', histograms.intraAtDistance!, goldenAtDistance.intra);
	nearReference(t, 'ringPairs', histograms.interAtDistance!, goldenAtDistance.inter);
	nearReference(t, 'ringPairs', metrics.overlapAtDistance!.value!, goldenAtDistance.overlapAtDistance);
	t.is(metrics.overlapAtDistance!.count, 3);
});

test('distances weighed by hand', (t) => {
	// One row of patches, 0 1 2 and 4 of the object: two pairs at 1, two at 2, one at 3; one at 4 has no counterpart.
	const object = [0, 1, 2, 4];
	const pairs = new RingPairs(object, { rows: 1, columns: 6 });
	for (const a of object) for (const b of object) if (a < b) pairs.addIntra(a, b, 0.905);
	pairs.addInter(2, 3, 0.505);
	pairs.addInter(4, 3, 0.105);
	pairs.addInter(4, 5, 0.105);
	pairs.addInter(1, 3, -0.495);
	pairs.addInter(0, 3, -0.895);
	pairs.addInter(0, 5, 0.305); // no pair of the object lies so far apart
	const { pairs: matched, intra, inter } = pairs.match();
	t.is(matched, 5);
	near(
		t,
		[intra[190]!, inter[150]!, inter[110]!, inter[50]!],
		[1, (2 / 5) * (1 / 3), (2 / 5) * (2 / 3), 2 / 5],
	);
	near(t, [inter[10]!, inter[130]!], [1 / 5, 0]);
});

test('cosines that distance alone decides overlap wholly', (t) => {
	const grid = { rows: 4, columns: 4 };
	const pairs = new RingPairs([0, 1, 4, 5, 8], grid);
	const cosine = (a: number, b: number) => Math.cos(Math.hypot((a >> 2) - (b >> 2), (a & 3) - (b & 3)));
	const object = [0, 1, 4, 5, 8];
	for (const a of object)
		for (let b = 0; b < 16; b++) {
			if (!object.includes(b)) pairs.addInter(a, b, cosine(a, b));
			else if (a < b) pairs.addIntra(a, b, cosine(a, b));
		}
	const { intra, inter } = pairs.match();
	near(t, inter, intra);
});

test('an object without a counterpart is not counted, and old records have no such figure', async (t) => {
	const [first, ...others] = comparePatches(photo);
	const alone = { pairs: 0, intra: new Float64Array(200), inter: new Float64Array(200) };
	const { metrics } = await summarise([{ ...first!, atDistance: alone }, ...others]);
	t.is(metrics.overlapAtDistance!.count, 2);
	const { metrics: none, histograms } = await summarise([{ ...first!, atDistance: alone }]);
	t.is(none.overlapAtDistance!.value, null);
	t.true(histograms.intraAtDistance!.every(Number.isNaN));

	const { atDistance: _, ...old } = first!;
	const earlier = await summarise([old, ...others]);
	t.false('overlapAtDistance' in earlier.metrics);
	t.false('intraAtDistance' in earlier.histograms);
	t.is(earlier.metrics.overlap!.count, 3);
});
