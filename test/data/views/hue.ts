import test from 'ava';
import { adjustHue } from '../../../src/data/views/hue.js';
import { equals } from '../../support/fidelity.js';
import { augmentGolden } from '../_golden.js';
import { latticeImage, sha256 } from '../_images.js';

for (const { operation, amount, sha256: expected } of augmentGolden.colours) {
	if (operation !== 'adjustHue') continue;
	test(`adjustHue by ${amount} is pixel-exact to torchvision on Pillow images`, (t) => {
		const { pixels } = latticeImage();
		adjustHue(pixels, amount);
		equals(t, 'hue', sha256(pixels), expected);
	});
}
