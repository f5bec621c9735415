import test from 'ava';
import { tf } from '../../../src/nn/tf/tf.js';
import { findWrongGradients, gradientCases } from '../../../src/setup/doctor/gradient-check.js';
import { useBackend } from '../../support/backend.js';

test.before(useBackend);

test('every operation of the training step has its gradient, and no tensor is left', (t) => {
	const before = tf.memory().numTensors;
	t.deepEqual(findWrongGradients(), []);
	t.true(gradientCases.length > 35);
	t.is(tf.memory().numTensors, before);
});

test('names an operation whose gradient is wrong', (t) => {
	const operation = tf.customGrad((x) => ({ value: tf.square(x as tf.Tensor), gradFunc: (dy) => dy }));
	const [wrong] = findWrongGradients([{ name: 'doubtful', shapes: [[2]], operation }]);
	t.is(wrong!.name, 'doubtful');
	t.regex(wrong!.problem, /^input 0 has .* at 0 where finite differences give /);
});

test('names an operation that has no gradient', (t) => {
	const operation = (x: tf.Tensor) => tf.cast(tf.greater(x, 0), 'float32');
	const [wrong] = findWrongGradients([{ name: 'greater', shapes: [[2]], operation }]);
	t.is(wrong!.name, 'greater');
});
