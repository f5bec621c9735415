import test from 'ava';
import { otsuCounts, otsuThreshold } from '../../../src/eval/map/otsu.js';

const labels = Uint8Array.of(1, 1, 0, 0, 0);

test('parts two heaps', (t) => {
	const map = Float64Array.of(0.9, 0.8, 0.85, 0.1, 0.2);
	t.deepEqual(otsuCounts(map, labels), { hits: 2, predicted: 3, target: 2 });
});

test('ignored pixels move the threshold and are not counted', (t) => {
	// Alone, 0.4 parts from 0.5; with the ignored zeros, both are above.
	const map = Float64Array.of(0.5, 0.4, 0, 0, 0, 0);
	t.deepEqual(otsuCounts(map.slice(0, 2), Uint8Array.of(1, 1)), { hits: 1, predicted: 1, target: 2 });
	t.deepEqual(otsuCounts(map, Uint8Array.of(1, 1, 2, 2, 2, 2)), { hits: 2, predicted: 2, target: 2 });
});

test('the greatest value is in the last bin, and a constant map has no foreground', (t) => {
	t.deepEqual(otsuCounts(Float64Array.of(1, 0), Uint8Array.of(1, 0)), { hits: 1, predicted: 1, target: 1 });
	t.deepEqual(otsuCounts(new Float64Array(5).fill(0.3), labels), { hits: 0, predicted: 0, target: 2 });
});

test('as a number, it is the least value above', (t) => {
	t.is(otsuThreshold(Float64Array.of(0.9, 0.8, 0.85, 0.1, 0.2)), 0.8);
	t.is(otsuThreshold(new Float64Array(5).fill(0.3)), Number.POSITIVE_INFINITY);
});
