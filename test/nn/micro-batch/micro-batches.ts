import test from 'ava';
import { giveWay, joinRows, sliceRows } from '../../../src/nn/micro-batch/micro-batches.js';
import { partsOf } from '../../../src/nn/ranges.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';

test.before(useBackend);

test('the last micro-batch is smaller where the size does not divide', (t) => {
	t.deepEqual(partsOf(7, 3), [
		{ start: 0, end: 3 },
		{ start: 3, end: 6 },
		{ start: 6, end: 7 },
	]);
	t.deepEqual(partsOf(4, 9), [{ start: 0, end: 4 }]);
});

test.serial('a micro-batch has the rows of its photos in each view, and all joined are the whole', (t) => {
	// View v of photo p is 10·v + p, in two columns.
	const whole = tf.tensor2d([0, 1, 2, 10, 11, 12].map((row) => [row, -row]));
	const parts = partsOf(3, 2).map((part) => sliceRows(whole, 3, part));
	t.deepEqual(
		parts.map((part) => part.arraySync()),
		[
			[
				[0, -0],
				[1, -1],
				[10, -10],
				[11, -11],
			],
			[
				[2, -2],
				[12, -12],
			],
		],
	);
	t.deepEqual(joinRows(parts).arraySync(), whole.arraySync());
	const three = tf.tensor3d([0, 1, 10, 11, 20, 21], [6, 1, 1]);
	t.deepEqual([...sliceRows(three, 2, { start: 1, end: 2 }).dataSync()], [1, 11, 21], 'any number of views');
});

test('between micro-batches other work has its turn, and an abort ends it', async (t) => {
	const controller = new AbortController();
	setImmediate(() => controller.abort(new Error('enough')));
	await t.throwsAsync(giveWay(controller.signal), { message: 'enough' });
});
