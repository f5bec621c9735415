import test from 'ava';
import './_float64.js';

const { productCrossEntropy } = await import('../../src/nn/product-cross-entropy.js');
const { assertFiniteDifferences, drawn } = await import('./_gradients.js');
const { tf } = await import('../../src/nn/tf.js');

test('the gradients of productCrossEntropy agree with finite differences', (t) => {
	const target = tf.softmax(drawn(1, 5, 6)) as typeof matrix;
	const matrix = drawn(2, 5, 1) as ReturnType<typeof tf.tensor2d>;
	assertFiniteDifferences(
		t,
		(x, table) => productCrossEntropy(target, x as typeof matrix, table as typeof matrix, matrix, 0.5, 2),
		[drawn(3, 5, 3), drawn(4, 6, 3)],
	);
});
