import test from 'ava';
import { voteOfNeighbours } from '../../../src/eval/classify/neighbour-vote.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { golden, task, vectorsOf } from './_classes.js';

test.before(useBackend);

for (const { k, temperature, predictions } of golden.votes) {
	test(`${k} neighbours at ${temperature} vote as by DINO’s evaluation in float64`, (t) => {
		t.deepEqual([...voteOfNeighbours(task, [k], temperature)[0]!], predictions);
	});
}

test('a near one outvotes two far ones at a low temperature only; lengths do not matter', (t) => {
	const train = vectorsOf([0, 1, 1], [9, 0, 0.8, 0.6, 8, 6]);
	const some = { classes: ['cat', 'dog'], train, test: vectorsOf([0], [0.1, 0]) };
	t.deepEqual(voteOfNeighbours(some, [3, 1], 0.07), [Int32Array.of(0), Int32Array.of(0)]);
	t.deepEqual(voteOfNeighbours(some, [3, 1], 1), [Int32Array.of(1), Int32Array.of(0)]);
});

test('more neighbours than training photos: all vote, and no tensor is left', (t) => {
	const before = tf.memory().numTensors;
	const train = vectorsOf([1, 1], [1, 0, 0, 1]);
	const some = { classes: ['cat', 'dog'], train, test: vectorsOf([0, 1], [1, 1, 0, 0]) };
	t.deepEqual(voteOfNeighbours(some, [200], 0.07), [Int32Array.of(1, 1)]);
	t.is(tf.memory().numTensors, before);
});
