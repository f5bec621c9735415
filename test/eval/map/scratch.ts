import test from 'ava';
import { upsample } from '../../../src/eval/map/bilinear.js';
import { ScratchMap, wasmScratch } from '../../../src/eval/map/scratch.js';

const size = { width: 4, height: 4 };
const map = { rows: 2, columns: 2, values: Float64Array.of(1, 2, 3, 4) };

test('the memory has one holder at a time', (t) => {
	{
		using held = new ScratchMap(16);
		t.is(held.values.length, 16);
		t.throws(() => wasmScratch(100), { message: /held already/ });
		t.throws(() => upsample(map, size), { message: /held already/ });
	}
	t.is(upsample(map, size).length, 16);
});

test('memory that was given back is not used again, and giving back twice frees nobody else’s', (t) => {
	const old = wasmScratch(100);
	old[Symbol.dispose]();
	using held = wasmScratch(100);
	old[Symbol.dispose]();
	t.throws(() => wasmScratch(100), { message: /held already/ });
	t.throws(() => old.float64(1), { message: /given back/ });
	t.is(held.float64(1).length, 1);
});

test('a pass begins behind the map, and leaves it as it is', (t) => {
	using held = ScratchMap.of(Float64Array.of(1, 2, 3));
	const [first, second] = [0, 1].map(() => held.begin().float64(5).fill(9).byteOffset);
	t.is(first, second);
	t.deepEqual(held.values, Float64Array.of(1, 2, 3));
});
