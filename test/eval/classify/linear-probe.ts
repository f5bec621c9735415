import test from 'ava';
import { fitLinear, probeLinearly, standardise } from '../../../src/eval/classify/linear-probe.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { near } from '../../math/_near.js';
import { useBackend } from '../../support/backend.js';
import { golden, task, vectorsOf } from './_classes.js';

test.before(useBackend);

for (const { penalty, weights, predictions } of golden.probes) {
	test(`with the penalty ${penalty} it is scikit-learn’s logistic regression`, (t) => {
		const before = tf.memory().numTensors;
		const { train } = standardise(task.train, task.test);
		near(t, fitLinear(train, 3, penalty, 500), weights, 'weight', 2e-3);
		const probe = probeLinearly(task, { penalties: [penalty], iterations: 500 });
		t.deepEqual([[...probe.predictions], probe.penalty], [predictions, penalty]);
		t.is(tf.memory().numTensors, before);
	});
}

test('dimensions are brought to mean 0 and deviation 1 of the training photos; constant ones to 0', (t) => {
	const train = vectorsOf([0, 1], [0.1, 4, 0.1, 8]);
	const scaled = standardise(train, vectorsOf([0], [3, 10]));
	near(t, scaled.train.values, [0, -1, 0, 1]);
	near(t, scaled.test.values, [0, 2]);
});

test('the penalty is chosen on every tenth training photo', (t) => {
	const labels = Array.from({ length: 40 }, (_, i) => Number(i % 3 === 0));
	const values = labels.flatMap((label, i) => [label + (i % 7) / 10, i % 4]);
	const some = { classes: ['cat', 'dog'], train: vectorsOf(labels, values), test: vectorsOf([1], [1, 0]) };
	const { penalty, predictions } = probeLinearly(some, { penalties: [1e-4, 1e9], iterations: 100 });
	// Under the greatest penalty only the biases are left, which say the class of most.
	t.is(penalty, 1e-4);
	t.deepEqual([...predictions], [1]);
});

test('of one class every photo is', (t) => {
	const some = { classes: ['cat'], train: vectorsOf([0, 0], [1, 2, 3, 4]), test: vectorsOf([0], [5, 6]) };
	const { predictions } = probeLinearly(some, { penalties: [1e-4, 1], iterations: 5 });
	t.deepEqual([...predictions], [0]);
});
