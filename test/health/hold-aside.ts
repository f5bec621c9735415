import test from 'ava';
import type { Images } from '../../src/data/listing/shuffled.js';
import { holdAside } from '../../src/health/hold-aside.js';

const photos = Array.from({ length: 200 }, (_, i) => ({ path: `${i}.jpg` }));
const pathsOf = (images: Images) => Array.from({ length: images.length }, (_, i) => images.at(i)!.path);

test('what is watched is not learnt from, and follows from list and seed', (t) => {
	const { trained, aside, isUnseen } = holdAside(photos, 16, 1);
	t.is(aside.length, 16);
	t.is(trained.length, 184);
	t.true(isUnseen);
	t.deepEqual([...pathsOf(trained), ...pathsOf(aside)].sort(), pathsOf(photos).sort());
	t.deepEqual(holdAside(photos, 16, 1).aside, aside);
	t.notDeepEqual(holdAside(photos, 16, 2).aside, aside);
});

test('a tenth at most; of few photos eight that are learnt from too', (t) => {
	t.is(holdAside(photos, 64, 1).aside.length, 20);
	const few = holdAside(photos.slice(0, 79), 64, 1);
	t.deepEqual([few.aside.length, few.trained.length, few.isUnseen], [8, 79, false]);
	t.is(holdAside(photos.slice(0, 3), 64, 1).aside.length, 3);
});

test('none where none are asked for', (t) => {
	t.deepEqual(holdAside(photos, 0, 1), { trained: photos, aside: [], isUnseen: true });
});
