import test from 'ava';
import { tf } from '../../src/nn/tf/tf.js';
import { tensorHistograms } from '../../src/tensorboard/tensor-histograms.js';
import { useBackend } from '../support/backend.js';

test.before(useBackend);

test('all values of small tensors, some thousand of large ones, from all of their columns', (t) => {
	const columns = tf.tidy(() => tf.tile(tf.expandDims(tf.range(0, 64)), [1024, 1]));
	const tensors = { small: tf.tensor1d([1, 2, 3]), columns };
	const before = tf.memory().numTensors;
	const { 'weights/small': small, 'weights/columns': large } = tensorHistograms('weights', tensors);
	t.is(tf.memory().numTensors, before);
	t.like(small, { num: 3, min: 1, max: 3, sum: 6 });
	t.true(large!.num > 2000 && large!.num <= 4096);
	t.like(large, { min: 0, max: 63 });
	t.true(Math.abs(large!.sum / large!.num - 31.5) < 0.5);
	tf.dispose(tensors);
});
