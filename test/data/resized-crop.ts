import test from 'ava';
import { resizedCrop } from '../../src/data/resized-crop.js';
import { augmentGolden } from './_golden.js';
import { patternImage, sha256 } from './_images.js';

for (const { from, crop, size, sha256: expected } of augmentGolden.resized) {
	const [left, top, width, height] = crop;
	test(`resizedCrop is pixel-exact to Pillow, ${width}×${height} of ${from.join('×')} to ${size}`, (t) => {
		const image = patternImage(...from);
		const resized = resizedCrop(image, { left, top, width, height }, size);
		t.deepEqual([resized.width, resized.height], [size, size]);
		t.is(sha256(resized.pixels), expected);
		t.deepEqual(image, patternImage(...from), 'the photo is left as it was');
	});
}
