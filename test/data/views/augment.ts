import test from 'ava';
import { augment } from '../../../src/data/views/augment.js';
import { mulberry32 } from '../../../src/math/random.js';
import { equals } from '../../support/fidelity.js';
import { augmentGolden } from '../_golden.js';
import { patternImage, sha256 } from '../_images.js';

for (const [order, { options, views }] of [
	['DINO’s order', augmentGolden.augment],
	['MoCo v3’s order, the flip last, bilinear', augmentGolden.augmentAsMocoV3],
] as const) {
	test(`pixel-exact to the same steps in Pillow, drawn from the same numbers: ${order}`, (t) => {
		const photo = patternImage(90, 70);
		for (const { seed, sha256: expected } of views) {
			const view = augment(photo, options, mulberry32(seed));
			equals(t, 'augment', sha256(view.pixels), expected, `seed ${seed}`);
		}
		t.deepEqual(photo, patternImage(90, 70), 'the photo is left as it was');
	});
}
