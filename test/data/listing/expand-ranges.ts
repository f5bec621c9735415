import test from 'ava';
import { expandRanges } from '../../../src/data/listing/expand-ranges.js';

test('ranges are written out as shells do', (t) => {
	t.deepEqual(expandRanges('s-{08..10}.tar'), ['s-08.tar', 's-09.tar', 's-10.tar']);
	t.deepEqual(expandRanges('s-{8..10}.tar'), ['s-8.tar', 's-9.tar', 's-10.tar']);
	t.deepEqual(expandRanges('{0..1}/{000..001}'), ['0/000', '0/001', '1/000', '1/001']);
	t.deepEqual(expandRanges('s-{000000..000009}.tar').length, 10);
});

test('other braces are left to the glob', (t) => {
	for (const pattern of ['{a,b}.jpg', '{a..c}.jpg', '*.jpg', 'a.jpg', ''])
		t.deepEqual(expandRanges(pattern), [pattern]);
});
