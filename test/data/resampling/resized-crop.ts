import test from 'ava';
import { cubic, triangle } from '../../../src/data/resampling/resample-weights.js';
import { resizedCrop } from '../../../src/data/resampling/resized-crop.js';
import { equals } from '../../support/fidelity.js';
import { augmentGolden } from '../_golden.js';
import { patternImage, sha256 } from '../_images.js';

const kernels = { bicubic: cubic, bilinear: triangle };

for (const { from, crop, size, interpolation, sha256: expected } of augmentGolden.resized) {
	const [left, top, width, height] = crop;
	test(`pixel-exact to Pillow, ${interpolation}: ${width}×${height} of ${from.join('×')} to ${size}`, (t) => {
		const image = patternImage(...from);
		const resized = resizedCrop(image, { left, top, width, height }, size, kernels[interpolation]);
		t.deepEqual([resized.width, resized.height], [size, size]);
		equals(t, 'resizedCrop', sha256(resized.pixels), expected);
		t.deepEqual(image, patternImage(...from), 'the photo is left as it was');
	});
}
