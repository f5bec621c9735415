import test from 'ava';
import { iou } from '../../../src/eval/map/metrics.js';
import { PatchMemory, samplePatches } from '../../../src/eval/retrieve/patch-memory.js';
import { measureRetrieval } from '../../../src/eval/retrieve/retrieval.js';
import { mulberry32 } from '../../../src/math/random.js';
import { near } from '../../math/_near.js';
import { useBackend } from '../../support/backend.js';
import { maskOf, objectOf } from '../_drawn.js';
import { classes, golden, grid, memory, query, sharesOf } from './_retrieval.js';

test.before(useBackend);

for (const { quota, hits, predicted, target, meanIoU, ...rule } of golden.cases) {
	test.serial(`pixels of each class, with ${quota} patches of each photo, are the oracle's`, (t) => {
		const patches = new PatchMemory();
		for (const [i, photo] of memory.entries()) {
			const shares = sharesOf(photo);
			patches.add(photo.features, shares, samplePatches(shares, quota, mulberry32(11 + i)));
		}
		const { image, counts } = measureRetrieval({
			...query,
			grid,
			maps: patches.retrieve(query.features, rule),
		});
		t.is(image, '3.png');
		t.deepEqual(
			[...counts],
			classes.map((name, c) => [name, { hits: hits[c], predicted: predicted[c], target: target[c] }]),
		);
		near(t, [...counts.values()].reduce((sum, of) => sum + iou(of), 0) / 3, meanIoU);
	});
}

test('counted by hand: a tie goes to the first by name, a class that is not there is predicted, void counts nowhere', (t) => {
	const photo = {
		...{ path: 'a.png', name: 'a.png', epoch: 0, position: 0 },
		image: { width: 4, height: 1, pixels: new Uint8Array(12) },
		objects: [objectOf('1', 'cat', maskOf('##..'))],
		ignored: maskOf('...#'),
	};
	const maps = new Map([
		['dog', Float64Array.of(0.5, 0, 0, 1)],
		['cat', Float64Array.of(0.5, 0.2, 0.9, 0)],
		['background', Float64Array.of(0, 0.8, 0.1, 0)],
	]);
	const { counts } = measureRetrieval({ ...photo, grid: { rows: 1, columns: 4 }, maps });
	t.deepEqual(Object.fromEntries(counts), {
		background: { hits: 0, predicted: 1, target: 1 },
		cat: { hits: 1, predicted: 2, target: 2 },
		dog: { hits: 0, predicted: 0, target: 0 },
	});
});
