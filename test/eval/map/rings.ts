import test from 'ava';
import { ringsAround } from '../../../src/eval/map/rings.js';

const grid = { rows: 3, columns: 5 };

test('a ring is the squared distance of patches', (t) => {
	t.deepEqual([...ringsAround([0], grid)], [0, 1, 4, 9, 16, 1, 2, 5, 10, 17, 4, 5, 8, 13, 20]);
	t.deepEqual([...ringsAround([7], grid)], [5, 2, 1, 2, 5, 4, 1, 0, 1, 4, 5, 2, 1, 2, 5]);
});

test('of several centres the nearest counts', (t) => {
	t.deepEqual([...ringsAround([0, 14], grid)], [0, 1, 4, 5, 4, 1, 2, 5, 2, 1, 4, 5, 4, 1, 0]);
});
