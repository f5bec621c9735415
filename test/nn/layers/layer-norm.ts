import test from 'ava';
import { layerNorm, referenceLayerNorm } from '../../../src/nn/layers/layer-norm.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { assertSame, drawn } from '../../support/gradients.js';

test.before(async () => void (await useBackend()));

test('equals its plain form, gradients too', (t) => {
	const inputs = [drawn(1, 2, 5, 16), drawn(2, 16), drawn(3, 16)];
	assertSame(
		t,
		(x, scale, shift) => layerNorm(x!, scale!, shift!, 1e-6),
		(x, scale, shift) => referenceLayerNorm(x!, scale!, shift!, 1e-6),
		inputs,
	);
});

test('gives each row mean 0 and variance 1, the variance divided by D', (t) => {
	const x = tf.tensor2d([[1, 2, 3, 6]]);
	const y = layerNorm(x, tf.ones([4]), tf.zeros([4]), 0).dataSync();
	const deviation = Math.sqrt(3.5);
	[-2, -1, 0, 3].forEach((centred, i) => void t.true(Math.abs(y[i]! - centred / deviation) < 1e-6));
});

test('leaves no tensor beside its result', (t) => {
	const [x, scale, shift] = [drawn(1, 3, 8), drawn(2, 8), drawn(3, 8)];
	const before = tf.memory().numTensors;
	layerNorm(x, scale, shift, 1e-6).dispose();
	tf.dispose(tf.grads((...xs) => tf.sum(layerNorm(xs[0]!, xs[1]!, xs[2]!, 1e-6)))([x, scale, shift]));
	t.is(tf.memory().numTensors, before);
});
