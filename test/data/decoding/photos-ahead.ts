import test from 'ava';
import { photosAhead } from '../../../src/data/decoding/photos-ahead.js';

test('as many photos are decoded ahead as asked for, where the largest of them fit into half of the memory', (t) => {
	t.is(photosAhead(100e6, 32, 64e9), 32);
	t.is(photosAhead(100e6, 32, 12e9), 10);
	t.is(photosAhead(25e6, 32, 12e9), 32);
	t.is(photosAhead(1e9, 32, 4e9), 1);
	t.true(photosAhead(100e6) >= 1);
});
