import test from 'ava';
import { assemblies, hashOf } from '../../../scripts/assemblies.js';
import { upsample, upsampleTo } from '../../../src/eval/map/bilinear.js';
import { sourceHash } from '../../../src/eval/map/binary.js';
import { cutPixels } from '../../../src/eval/map/cut-pixels.js';
import { rank } from '../../../src/eval/map/ranking.js';
import { ScratchMap } from '../../../src/eval/map/scratch.js';
import { near } from '../../math/_near.js';

test('samples lie at pixel centres, and the map is constant beyond the outer patches’ centres', (t) => {
	const map = { rows: 1, columns: 2, values: Float64Array.of(0, 1) };
	t.deepEqual([...upsample(map, { width: 8, height: 1 })], [0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1]);
});

test('a grid that is not square', (t) => {
	// torch 2: interpolate(tensor([[[[0, 1, 3], [6, 4, 2]]]]), size=(3, 4), mode='bilinear', align_corners=False)
	const map = { rows: 2, columns: 3, values: Float64Array.of(0, 1, 3, 6, 4, 2) };
	near(
		t,
		upsample(map, { width: 4, height: 3 }),
		[0, 0.625, 1.75, 3, 3, 2.6875, 2.5, 2.5, 6, 4.75, 3.25, 2],
		'value',
		1e-12,
	);
});

test('a map of the photo’s size stays as it is, copied', (t) => {
	const map = { rows: 2, columns: 2, values: Float64Array.of(1, 2, 3, 4) };
	const out = upsample(map, { width: 2, height: 2 });
	t.deepEqual([...out], [1, 2, 3, 4]);
	t.not(out, map.values);
});

test('a map is ranked and cut in scratch memory as by itself, whatever greater ones come between', (t) => {
	const map = { rows: 3, columns: 5, values: Float64Array.from({ length: 15 }, (_, i) => Math.sin(i)) };
	const labels = (pixels: number) => Uint8Array.from({ length: pixels }, (_, i) => Number(i % 7 === 0));
	for (const size of [
		{ width: 41, height: 33 },
		{ width: 200, height: 151 },
		{ width: 7, height: 9 },
	]) {
		const all = labels(size.width * size.height);
		const apart = upsample(map, size);
		const measured = measure(apart, all);
		using scores = new ScratchMap(all.length);
		upsampleTo(scores, map, size);
		t.deepEqual(scores.values, apart);
		t.deepEqual({ cut: cutPixels(scores, all), ranking: rank(scores, all) }, measured);
		t.deepEqual(scores.values, apart, 'and it is left as it was');
	}
});

function measure(map: Float64Array, labels: Uint8Array) {
	using copy = ScratchMap.of(map);
	const ranking = rank(copy, labels);
	return { cut: cutPixels(copy, labels), ranking };
}

test('WebAssembly is made of its source', (t) => {
	const assembly = assemblies.find(({ name }) => name === 'evaluationWasm')!;
	t.is(sourceHash, hashOf(assembly), 'run scripts/compile-assembly.ts');
});
