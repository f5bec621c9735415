import test from 'ava';
import '../../support/float64.js';

const { attention } = await import('../../../src/nn/layers/attention.js');
const { addBranch } = await import('../../../src/nn/layers/residual.js');
const { gelu } = await import('../../../src/nn/layers/gelu.js');
const { layerNorm } = await import('../../../src/nn/layers/layer-norm.js');
const { linear } = await import('../../../src/nn/layers/linear.js');
const { assertFiniteDifferences, drawn } = await import('../../support/gradients.js');
const { tf } = await import('../../../src/nn/tf/tf.js');

test('the arithmetic is float64', (t) => {
	t.is(tf.add(tf.tensor1d([1]), tf.scalar(2 ** -40)).dataSync()[0], 1 + 2 ** -40);
});

test('layerNorm', (t) => {
	const inputs = [drawn(1, 3, 8), drawn(2, 8), drawn(3, 8)];
	assertFiniteDifferences(t, (x, scale, shift) => layerNorm(x!, scale!, shift!, 1e-6), inputs);
});

// The backend's erf is a polynomial, accurate to 1.5e-7: its own slope parts from the true one by as much.
test('gelu', (t) => {
	assertFiniteDifferences(t, (x) => gelu(x!), [tf.mul(drawn(1, 40), 4)]);
});

test('attention', (t) => {
	assertFiniteDifferences(t, (qkv) => attention(qkv!, 2), [tf.mul(drawn(1, 2, 4, 24), 2)]);
});

test('linear', (t) => {
	const inputs = [drawn(1, 2, 3, 4), drawn(2, 5, 4), drawn(3, 5)];
	assertFiniteDifferences(t, (x, weights, bias) => linear(x!, weights!, bias!), inputs);
});

test('addBranch', (t) => {
	const factor = tf.tensor3d([0, 1.25], [2, 1, 1]);
	assertFiniteDifferences(t, (x, branch) => addBranch(x!, { product: branch! }, factor), [
		drawn(1, 2, 3, 4),
		drawn(2, 2, 3, 4),
	]);
});
