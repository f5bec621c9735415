import test from 'ava';
import { linear, plainLinear } from '../../../src/nn/layers/linear.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { assertSame, drawn } from '../../support/gradients.js';

test.before(async () => void (await useBackend()));

test('equals its plain form, gradients too', (t) => {
	assertSame(
		t,
		(x, weights, bias) => linear(x!, weights!, bias!),
		(x, weights, bias) => plainLinear(x!, weights!, bias!),
		[drawn(1, 2, 3, 8), drawn(2, 5, 8), drawn(3, 5)],
	);
});

test('multiplies by the transpose of [out, in]', (t) => {
	const y = linear(
		tf.tensor2d([[1, 2]]),
		tf.tensor2d([
			[1, 0],
			[0, 1],
			[10, 100],
		]),
		tf.tensor1d([0, 0, 7]),
	);
	t.deepEqual(Array.from(y.dataSync()), [1, 2, 217]);
});
