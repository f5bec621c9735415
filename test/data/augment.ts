import test from 'ava';
import { augment } from '../../src/data/augment.js';
import { mulberry32 } from '../../src/flow/random.js';
import { augmentGolden } from './_golden.js';
import { patternImage, sha256 } from './_images.js';

const { options, views } = augmentGolden.augment;

test('augment is pixel-exact to the same steps in Pillow, drawn from the same numbers', (t) => {
	const photo = patternImage(90, 70);
	for (const { seed, sha256: expected } of views) {
		t.is(sha256(augment(photo, options, mulberry32(seed)).pixels), expected, `seed ${seed}`);
	}
	t.deepEqual(photo, patternImage(90, 70), 'the photo is left as it was');
});
