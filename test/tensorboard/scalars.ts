import test from 'ava';
import { scalarsOf } from '../../src/tensorboard/scalars.js';

test('every number of a line has a tag, groups have their own', (t) => {
	const line = {
		step: 3,
		loss: 1,
		verdict: 'learning',
		health: { rankMe: 20, norms: { head: 2 } },
		none: null,
	};
	t.deepEqual(scalarsOf(line), { 'train/loss': 1, 'health/rankMe': 20, 'health/norms/head': 2 });
});
