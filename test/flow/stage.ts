import test from 'ava';
import { from } from '../../src/flow/flow.js';
import { toArray } from '../../src/flow/sink.js';
import { takeWhile } from '../../src/flow/stage.js';

test('items pass until no more are needed', async (t) => {
	let needed = 2;
	const items = await from(() => [1, 2, 3, 4])
		.via(takeWhile<number>('drop-surplus', () => needed-- > 0))
		.into(toArray())
		.run();
	t.deepEqual(items, [1, 2]);
});
