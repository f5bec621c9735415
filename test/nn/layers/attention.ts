import test from 'ava';
import { attention, referenceAttention } from '../../../src/nn/layers/attention.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { assertSame, drawn } from '../../support/gradients.js';

test.before(async () => void (await useBackend()));

test('equals its plain form, gradient too', (t) => {
	assertSame(
		t,
		(qkv) => attention(qkv!, 3),
		(qkv) => referenceAttention(qkv!, 3),
		[tf.mul(drawn(1, 2, 7, 36), 3)],
	);
});

test('averages the values where all keys are alike, each head its own', (t) => {
	const [queries, keys] = [drawn(1, 1, 3, 4), tf.ones([1, 3, 4])];
	const values = tf.tensor3d([
		[
			[1, 0, 10, 0],
			[2, 0, 20, 0],
			[3, 6, 30, 60],
		],
	]);
	const y = attention(tf.concat([queries, keys, values], -1), 2);
	t.deepEqual(Array.from(tf.round(y).dataSync()), [2, 2, 20, 20, 2, 2, 20, 20, 2, 2, 20, 20]);
});
