import test from 'ava';
import { NearestNeighbours } from '../../src/math/nearest-neighbours.js';
import { near } from './_near.js';

test('the k nearest are kept, nearest first, each query its own', (t) => {
	const nearest = new NearestNeighbours(2, 2);
	for (const [source, cosine] of [0.2, 0.9, 0.5, 0.7].entries()) nearest.offer(1, cosine, source);
	nearest.offer(0, -0.5, 7);
	const { sources, weights } = nearest.of(1, 0.1);
	t.deepEqual([...sources], [1, 3]);
	near(t, weights, [1 / (1 + Math.exp(-2)), 1 / (1 + Math.exp(2))]);
	t.deepEqual([...nearest.of(1, 0.1, 1).sources], [1]);
	t.deepEqual(nearest.of(0, 1e-9), { sources: Int32Array.of(7), weights: Float64Array.of(1) });
});

test('of equal cosines the first is nearer', (t) => {
	const nearest = new NearestNeighbours(1, 2);
	for (const source of [4, 5, 6]) nearest.offer(0, 0.5, source);
	t.deepEqual([...nearest.of(0, 0.1).sources], [4, 5]);
});
