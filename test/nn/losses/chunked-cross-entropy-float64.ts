import test from 'ava';
import type { Tensor2D } from '../../../src/nn/tf/tf.js';
import '../../support/float64.js';

const { chunkedCrossEntropy } = await import('../../../src/nn/losses/chunked-cross-entropy.js');
const { assertFiniteDifferences, drawn } = await import('../../support/gradients.js');
const { tf } = await import('../../../src/nn/tf/tf.js');

test('the gradients of chunkedCrossEntropy agree with finite differences', (t) => {
	const target = tf.softmax(drawn(1, 5, 6)) as Tensor2D;
	const shares = drawn(2, 5, 1) as Tensor2D;
	assertFiniteDifferences(
		t,
		(x, table) => chunkedCrossEntropy(target, x as Tensor2D, table as Tensor2D, shares, 0.5, 2),
		[drawn(3, 5, 3), drawn(4, 6, 3)],
	);
});
