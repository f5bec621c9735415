import test from 'ava';
import { cosineMap } from '../../../src/eval/features/similarity.js';
import { labelPatches, patchOfPixel } from '../../../src/eval/map/patch-grid.js';
import { rankAtDistance } from '../../../src/eval/map/rank-at-distance.js';
import { ringsAround } from '../../../src/eval/map/rings.js';
import { near, nearReference } from '../../math/_near.js';
import { goldenAtDistance } from '../_at-distance.js';
import { photo } from '../_drawn.js';

const { image, features, objects, ignored } = photo;

for (const [i, expected] of goldenAtDistance.objects.entries()) {
	const patches = expected.points.map(([x, y]) => patchOfPixel({ x, y }, image, features));
	const labels = labelPatches(objects[i]!.mask, ignored, image, features);
	const scores = cosineMap(features, patches).values;
	const coarse = scores.map((score) => Math.floor(score * 4) / 4);
	for (const [name, values] of [
		['cosine', scores],
		['coarse', coarse],
	] as const) {
		test(`the patches of \`${expected.id}\`, compared by their ${name}, rank as the oracle's`, (t) => {
			const { auroc, averagePrecision } = rankAtDistance(values, ringsAround(patches, features), labels);
			const should = expected[name];
			if (!should) {
				t.deepEqual([auroc, averagePrecision], [Number.NaN, Number.NaN]);
				return;
			}

			nearReference(t, 'atDistance', auroc, should.auroc);
			nearReference(t, 'atDistance', averagePrecision, should.averagePrecision);
		});
	}
}

test('distances, pairs and ties counted by hand', (t) => {
	// 3 × 5 patches, the prompt in the middle.
	const rings = ringsAround([7], { rows: 3, columns: 5 });
	const labels = Uint8Array.from([...'000000111001122'].map(Number));
	const scores = Float64Array.from([9, 3, 5, 2, 8, 9, 5, 9, 6, 8, 9, 6, 4, 7, 8]);
	// At 1: the object's 5 (patch 6), 6 (8) and 4 (12) against 5 (2). At √2: its 6 (11) against 3 (1) and 2 (3), 13 being
	// ignored. At 2 and √5 it has no patch, whatever the scores are.
	const one = rankAtDistance(scores, rings, labels);
	near(t, one.auroc, (0.5 + 1 + 0 + 2) / 5);
	near(t, one.averagePrecision, (1 + (2 / 2 + 2 / 3) / 2 + 3 / 4 + 2 * 1) / 5);

	// With patch 9, whose 8 at distance 2 loses against 9: one pair more.
	labels[9] = 1;
	const two = rankAtDistance(scores, rings, labels);
	near(t, two.auroc, 3.5 / 6);
	near(t, two.averagePrecision, (5 * one.averagePrecision + 1 / 2) / 6);
});

test('scores that distance alone decides give exactly one half', (t) => {
	const grid = { rows: 32, columns: 32 };
	const rings = ringsAround([420], grid);
	const labels = Uint8Array.from(rings, (ring, j) => Number(ring < 3 * (j % 97)));
	const { auroc } = rankAtDistance(
		Float64Array.from(rings, (ring) => Math.exp(-ring / 7)),
		rings,
		labels,
	);
	t.is(auroc, 0.5);
});

test('an object without a pair has no value', (t) => {
	const rings = Int32Array.of(0, 1, 2);
	const none = { auroc: Number.NaN, averagePrecision: Number.NaN };
	t.deepEqual(rankAtDistance(Float64Array.of(1, 0.5, 0), rings, Uint8Array.of(1, 1, 0)), none);
	t.deepEqual(rankAtDistance(Float64Array.of(1, 0.5, 0), rings, Uint8Array.of(0, 0, 0)), none);
});
