import test from 'ava';
import * as colour from '../../../src/data/views/colour.js';
import { equals } from '../../support/fidelity.js';
import { augmentGolden } from '../_golden.js';
import { latticeImage, sha256 } from '../_images.js';

const { adjustBrightness, adjustContrast, adjustSaturation } = colour;
const operations = { adjustBrightness, adjustContrast, adjustSaturation };

for (const { operation, amount, sha256: expected } of augmentGolden.colours) {
	const adjust = operations[operation as keyof typeof operations];
	if (adjust === undefined) continue; // test/data/views/hue.ts has it
	test(`${operation} by ${amount} is pixel-exact to torchvision on Pillow images`, (t) => {
		const { pixels } = latticeImage();
		adjust(pixels, amount);
		equals(t, 'colour', sha256(pixels), expected);
	});
}

test('toGrayscale is pixel-exact to Pillow', (t) => {
	const { pixels } = latticeImage();
	colour.toGrayscale(pixels);
	equals(t, 'grayscale', sha256(pixels), augmentGolden.grayscale);
});

test('solarise is pixel-exact to Pillow', (t) => {
	const { pixels } = latticeImage();
	colour.solarise(pixels);
	equals(t, 'solarise', sha256(pixels), augmentGolden.solarise);
});
