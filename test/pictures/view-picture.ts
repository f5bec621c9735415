import test from 'ava';
import { viewPicture } from '../../src/pictures/view-picture.js';
import { shownPhotos } from '../stages/_shown-photos.js';

test('a row for each photo: itself, and both views as teacher and student see them', (t) => {
	const [one, two] = [viewPicture(shownPhotos(1)), viewPicture(shownPhotos(2))];
	t.is(one.width, 8 + 5 * 200);
	t.true(two.height > one.height + 192);
	t.deepEqual(two.pixels.subarray(0, one.width * 3 * 200), one.pixels.subarray(0, one.width * 3 * 200));
});
