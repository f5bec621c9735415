import test from 'ava';
import { referenceSoftCrossEntropy, softCrossEntropy } from '../../../src/nn/losses/soft-cross-entropy.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { leaked } from '../../support/golden.js';
import { assertSame, drawn } from '../../support/gradients.js';

test.before(useBackend);

test('equals its plain form, gradients too', (t) => {
	const target = tf.softmax(tf.mul(drawn(1, 5, 9), 4));
	assertSame(
		t,
		(logits) => softCrossEntropy(target, logits!, 0.1),
		(logits) => referenceSoftCrossEntropy(target, logits!, 0.1),
		[drawn(2, 5, 9)],
	);
});

test('no probability is lost where a logit is far below the others', (t) => {
	const loss = softCrossEntropy(tf.tensor2d([[0, 1]]), tf.tensor2d([[100, -100]]), 0.1).dataSync()[0]!;
	t.is(loss, 2000);
});

test('leaves no tensor behind', async (t) => {
	const [target, logits] = [tf.softmax(drawn(1, 5, 9)), drawn(2, 5, 9)];
	const work = () => tf.dispose(tf.grads((x) => tf.sum(softCrossEntropy(target, x, 0.1)))([logits]));
	t.is(await leaked(work), 0);
});
