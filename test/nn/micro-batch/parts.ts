import test from 'ava';
import { joinParts, nextPart, rowsOfPart } from '../../../src/nn/micro-batch/parts.js';
import { partsOf } from '../../../src/nn/ranges.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';

test.before(useBackend);

test('the last part is smaller where the size does not divide', (t) => {
	t.deepEqual(partsOf(7, 3), [
		{ start: 0, end: 3 },
		{ start: 3, end: 6 },
		{ start: 6, end: 7 },
	]);
	t.deepEqual(partsOf(4, 9), [{ start: 0, end: 4 }]);
});

test.serial('a part has the rows of its photos in each view, and the parts joined are the whole', (t) => {
	// View v of photo p is 10·v + p, in two columns.
	const whole = tf.tensor2d([0, 1, 2, 10, 11, 12].map((row) => [row, -row]));
	const parts = partsOf(3, 2).map((part) => rowsOfPart(whole, 3, part));
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
	t.deepEqual(joinParts(parts).arraySync(), whole.arraySync());
	const three = tf.tensor3d([0, 1, 10, 11, 20, 21], [6, 1, 1]);
	t.deepEqual([...rowsOfPart(three, 2, { start: 1, end: 2 }).dataSync()], [1, 11, 21], 'any number of views');
});

test('between parts other work has its turn, and an abort ends it', async (t) => {
	const controller = new AbortController();
	setImmediate(() => controller.abort(new Error('enough')));
	await t.throwsAsync(nextPart(controller.signal), { message: 'enough' });
});
