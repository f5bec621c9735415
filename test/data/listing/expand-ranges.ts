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

test('more than a million names are refused before they are written out', (t) => {
	t.is(expandRanges('x-{1..1000000}.tar').length, 1e6);
	for (const pattern of ['x-{0..999999999}.tar', '{0..9999}/{0..9999}.tar', 'x-{0..1000000}.tar']) {
		const error = t.throws(() => expandRanges(pattern), { instanceOf: RangeError });
		t.true(error!.message.startsWith(`\`${pattern}\` stands for 1000`), error!.message);
	}
});
