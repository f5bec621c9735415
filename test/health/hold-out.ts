import test from 'ava';
import type { Images } from '../../src/data/listing/shuffled.js';
import { holdOut } from '../../src/health/hold-out.js';

const photos = Array.from({ length: 200 }, (_, i) => ({ path: `${i}.jpg` }));
const pathsOf = (images: Images) => Array.from({ length: images.length }, (_, i) => images.at(i)!.path);

test('what is watched is not learnt from, and follows from list and seed', (t) => {
	const { trained, heldOut, isUnseen } = holdOut(photos, 16, 1);
	t.is(heldOut.length, 16);
	t.is(trained.length, 184);
	t.true(isUnseen);
	t.deepEqual([...pathsOf(trained), ...pathsOf(heldOut)].sort(), pathsOf(photos).sort());
	t.deepEqual(holdOut(photos, 16, 1).heldOut, heldOut);
	t.notDeepEqual(holdOut(photos, 16, 2).heldOut, heldOut);
});

test('a tenth at most; of few photos eight that are learnt from too', (t) => {
	t.is(holdOut(photos, 64, 1).heldOut.length, 20);
	const few = holdOut(photos.slice(0, 79), 64, 1);
	t.deepEqual([few.heldOut.length, few.trained.length, few.isUnseen], [8, 79, false]);
	t.is(holdOut(photos.slice(0, 3), 64, 1).heldOut.length, 3);
});

test('none where none are asked for', (t) => {
	t.deepEqual(holdOut(photos, 0, 1), { trained: photos, heldOut: [], isUnseen: true });
});
