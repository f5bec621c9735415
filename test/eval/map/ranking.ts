import test from 'ava';
import { rank as rankInScratch } from '../../../src/eval/map/ranking.js';
import { ScratchMap } from '../../../src/eval/map/scratch.js';
import { mulberry32, type Random } from '../../../src/math/random.js';
import { near } from '../../math/_near.js';

function rank(map: Float64Array, labels: Uint8Array) {
	using copy = ScratchMap.of(map);
	return rankInScratch(copy, labels);
}

/** By definition, one threshold at a time. */
function bruteForce(map: Float64Array, labels: Uint8Array) {
	const object = [...map].filter((_, i) => labels[i] === 1);
	const others = [...map].filter((_, i) => labels[i] === 0);
	let [oracle, averagePrecision, recallBefore, wins] = [0, 0, 0, 0];
	for (const threshold of [...new Set(map)].sort((a, b) => b - a)) {
		const hits = object.filter((value) => value >= threshold).length;
		const misses = others.filter((value) => value >= threshold).length;
		if (hits + misses === 0) continue; // ignored pixels only

		oracle = Math.max(oracle, hits / (object.length + misses));
		averagePrecision += (hits / object.length - recallBefore) * (hits / (hits + misses));
		recallBefore = hits / object.length;
	}
	for (const a of object) for (const b of others) wins += a > b ? 1 : a === b ? 0.5 : 0;
	return { oracle, averagePrecision, auroc: wins / (object.length * others.length) };
}

function check(t: Parameters<typeof near>[0], map: Float64Array, labels: Uint8Array) {
	const [is, should] = [rank(map, labels), bruteForce(map, labels)];
	near(t, is.oracle, should.oracle, 'oracle', 1e-12);
	near(t, is.averagePrecision, should.averagePrecision, 'averagePrecision', 1e-12);
	near(t, is.auroc, should.auroc, 'auroc', 1e-12);
}

const random: Random = mulberry32(11);
const labelled = (length: number, share: number) =>
	Uint8Array.from({ length }, (_, i) => (i < 2 ? i : random() < 0.1 ? 2 : Number(random() < share)));

for (const [name, draw] of Object.entries<() => number>({
	spread: () => random() * 2 - 1,
	'with many ties': () => Math.round(random() * 12) / 10,
	'in two far heaps': () => (random() < 0.5 ? 1e-9 * random() : 1 - 1e-9 * random()),
	constant: () => 0.25,
	'one bit apart': () => 1 + 2 ** -52 * Math.floor(random() * 9),
})) {
	test(`values ${name} are ranked as by definition`, (t) => {
		for (const share of [0.02, 0.3, 0.9]) {
			check(t, Float64Array.from({ length: 400 }, draw), labelled(400, share));
		}
	});
}

test('nothing is asked of an object without a pixel, and no AUROC where nothing else is', (t) => {
	t.deepEqual(rank(Float64Array.of(0.1, 0.2), Uint8Array.of(0, 2)), {
		oracle: Number.NaN,
		averagePrecision: Number.NaN,
		auroc: Number.NaN,
	});
	t.deepEqual(rank(Float64Array.of(0.1, 0.2), Uint8Array.of(1, 2)), {
		oracle: 1,
		averagePrecision: 1,
		auroc: Number.NaN,
	});
});
