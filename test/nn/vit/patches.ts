import test from 'ava';
import { tf } from '../../../src/nn/tf/tf.js';
import { patchify } from '../../../src/nn/vit/patches.js';
import { useBackend } from '../../support/backend.js';

test.before(async () => void (await useBackend()));

test('cuts in reading order, each patch by channel, row, column', (t) => {
	// Sample (y, x, c) of a 2×4 image holds 100·c + 10·y + x.
	const image = [0, 1].map((y) => [0, 1, 2, 3].map((x) => [0, 1, 2].map((c) => 100 * c + 10 * y + x)));
	const patches = patchify(tf.tensor4d([image]), 2);
	t.deepEqual(patches.shape, [1, 2, 12]);
	t.deepEqual(Array.from(patches.dataSync()), [
		...[0, 1, 10, 11, 100, 101, 110, 111, 200, 201, 210, 211],
		...[2, 3, 12, 13, 102, 103, 112, 113, 202, 203, 212, 213],
	]);
});

test('refuses images that do not divide into patches', (t) => {
	t.throws(() => patchify(tf.zeros([1, 30, 32, 3]), 16), {
		message: /30×32 px do not divide into patches of `16` px/,
	});
});
