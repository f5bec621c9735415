import test from 'ava';
import { blur } from '../../../src/data/views/blur.js';
import { equals } from '../../support/fidelity.js';
import { augmentGolden } from '../_golden.js';
import { patternImage, sha256 } from '../_images.js';

for (const { sigma, size, sha256: expected } of augmentGolden.blurs) {
	test(`blur equals the float64 Gaussian to the pixel, σ ${sigma}, ${size.join('×')}`, (t) => {
		const image = patternImage(...size);
		blur(image, sigma);
		equals(t, 'blur', sha256(image.pixels), expected);
	});
}

test('blur leaves a plain image as it is', (t) => {
	const image = { width: 5, height: 4, pixels: new Uint8Array(60).fill(255) };
	blur(image, 2);
	t.true(image.pixels.every((sample) => sample === 255));
});
