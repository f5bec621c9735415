import test from 'ava';
import { gelu, referenceGelu } from '../../../src/nn/layers/gelu.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { assertSame, drawn } from '../../support/gradients.js';

test.before(async () => void (await useBackend()));

test('equals its plain form, gradient too', (t) => {
	assertSame(
		t,
		(x) => gelu(x!),
		(x) => referenceGelu(x!),
		[tf.mul(drawn(1, 4, 33), 6)],
	);
});

test('is x·Φ(x) of the normal distribution', (t) => {
	const y = gelu(tf.tensor1d([-3, -1, 0, 0.5, 2])).dataSync();
	// Φ from tables of the normal distribution.
	const expected = [
		-3 * 0.0013498980316301,
		-0.1586552539314571,
		0,
		0.5 * 0.6914624612740131,
		2 * 0.9772498680518208,
	];
	expected.forEach((value, i) => void t.true(Math.abs(y[i]! - value) < 1e-6));
});
