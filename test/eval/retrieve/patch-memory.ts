import test from 'ava';
import { unitFeatures } from '../../../src/eval/features/similarity.js';
import { PatchMemory, samplePatches } from '../../../src/eval/retrieve/patch-memory.js';
import { mulberry32 } from '../../../src/math/random.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { near } from '../../math/_near.js';
import { useBackend } from '../../support/backend.js';
import { classes, golden, memory, query, sharesOf } from './_retrieval.js';

test.before(useBackend);

for (const { quota, sampled, soft, ...rule } of golden.cases) {
	test.serial(`${quota} patches of each photo answer as whole matrices in float64 say`, (t) => {
		const patches = new PatchMemory();
		for (const [i, photo] of memory.entries()) {
			const shares = sharesOf(photo);
			const kept = samplePatches(shares, quota, mulberry32(11 + i));
			t.deepEqual(kept, sampled[i]);
			patches.add(photo.features, shares, kept);
		}
		t.is(patches.size, sampled.flat().length);

		const tensors = tf.memory().numTensors;
		const maps = patches.retrieve(query.features, rule);
		t.is(tf.memory().numTensors, tensors);
		const flat = classes.flatMap((name) => [...(maps.get(name) ?? new Float64Array(15))]);
		near(t, flat, soft, 'shares', 1e-5);
	});
}

test('rare classes are kept, and patches without a class are not', (t) => {
	const common = new Map([['sky', 1]]);
	const shares = [...Array.from({ length: 30 }, () => common), new Map(), new Map([['bird', 1]])];
	const draws = Array.from({ length: 200 }, (_, seed) => samplePatches(shares, 3, mulberry32(seed)));
	t.true(draws.every((kept) => kept.length === 3 && !kept.includes(30)));
	// A score of 30 is below one of 1 by chance only: one of thirty times each.
	t.true(draws.filter((kept) => kept.includes(31)).length > 180);
	t.deepEqual(samplePatches([new Map(), common], 5, Math.random), [1]);
});

test.serial('neighbours are found among patches that are compared in several goes', (t) => {
	const [count, wanted] = [40_000, 39_990];
	const grid = { rows: 200, columns: 200 };
	const angles = Float64Array.from({ length: 2 * count }, (_, i) => {
		const angle = Math.floor(i / 2) === wanted ? 0 : 1 + Math.floor(i / 2) / count;
		return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
	});
	const shares = Array.from({ length: count }, (_, i) => new Map([[i === wanted ? 'here' : 'there', 1]]));
	const patches = new PatchMemory();
	patches.add(unitFeatures(angles, grid), shares, [...shares.keys()]);
	const asked = unitFeatures([1, 0], { rows: 1, columns: 1 });
	const maps = patches.retrieve(asked, { neighbours: 1, temperature: 0.02 });
	t.deepEqual([...maps], [['here', Float64Array.of(1)]]);
});

test('an empty memory says what to do', (t) => {
	const rule = { neighbours: 1, temperature: 1 };
	t.throws(() => new PatchMemory().retrieve(query.features, rule), {
		message: /holds no patch.*choose other photos by `memory\.split`/,
	});
});
