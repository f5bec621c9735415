import test from 'ava';
import { hardLabels, labelsOfMasks } from '../../../src/eval/track/soft-labels.js';

const grid = { rows: 1, columns: 2 };

test('of overlapping masks a patch takes the last', (t) => {
	const size = { width: 4, height: 1 };
	const labels = labelsOfMasks([Uint8Array.of(0, 1, 1, 1), Uint8Array.of(0, 0, 0, 1)], size, grid);
	// The centres lie in pixels 1 and 3.
	t.deepEqual(labels.map((map) => [...map]), [[0, 0], [1, 0], [0, 1]]); // biome-ignore format: a table
});

test('a label is stretched to 0..1 before the greatest wins', (t) => {
	const labels = [Float64Array.of(0.9, 0.6), Float64Array.of(0.1, 0.4)];
	t.deepEqual([...hardLabels(labels, grid, 2, { width: 4, height: 2 })], [0, 0, 1, 1, 0, 0, 1, 1]);
});

test('a label of equal shares stays as it is: without objects all is background', (t) => {
	t.deepEqual([...hardLabels([Float64Array.of(1, 1)], grid, 1, { width: 2, height: 1 })], [0, 0]);
	const lost = [Float64Array.of(1, 1), Float64Array.of(0, 0)];
	t.deepEqual([...hardLabels(lost, grid, 1, { width: 2, height: 1 })], [0, 0]);
});

test('the result goes to the frame’s size by the nearest pixel', (t) => {
	const labels = [Float64Array.of(1, 0), Float64Array.of(0, 1)];
	t.deepEqual([...hardLabels(labels, grid, 1, { width: 5, height: 1 })], [0, 0, 1, 1, 1]);
});
