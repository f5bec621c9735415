import test from 'ava';
import { heatMap } from '../../src/draw/heat-map.js';
import { canvas, pixelAt } from './_canvas.js';

test('colours stretch over the range, and the photo shows through in grey', (t) => {
	const photo = canvas(3, 1, [200, 100, 0]); // luma 118.5
	const map = heatMap(photo, Float64Array.of(-1, 1, 5), [-1, 1]);
	t.deepEqual(pixelAt(map, 0, 0), [41, 41, 44]); // 0.35 · 118 + 0.65 · magma's first
	t.deepEqual(pixelAt(map, 1, 0), [205, 206, 165]);
	t.deepEqual(pixelAt(map, 2, 0), pixelAt(map, 1, 0));
	t.deepEqual(pixelAt(photo, 0, 0), [200, 100, 0]);
});

test('a constant map has the first colour', (t) => {
	const map = heatMap(canvas(2, 1), Float64Array.of(4, 4), [4, 4]);
	t.deepEqual([...map.pixels], [0, 0, 3, 0, 0, 3]);
});
