import test from 'ava';
import '../../support/float64.js';

const { softCrossEntropy } = await import('../../../src/nn/losses/soft-cross-entropy.js');
const { assertFiniteDifferences, drawn } = await import('../../support/gradients.js');
const { tf } = await import('../../../src/nn/tf/tf.js');

test('the gradient of softCrossEntropy agrees with finite differences', (t) => {
	const target = tf.softmax(drawn(1, 3, 6));
	assertFiniteDifferences(t, (logits) => softCrossEntropy(target, logits!, 0.5), [drawn(2, 3, 6)]);
});
