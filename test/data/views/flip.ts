import test from 'ava';
import { flip } from '../../../src/data/views/flip.js';
import { equals } from '../../support/fidelity.js';
import { augmentGolden } from '../_golden.js';
import { patternImage, sha256 } from '../_images.js';

for (const { size, sha256: expected } of augmentGolden.flip) {
	test(`flip mirrors ${size.join('×')}`, (t) => {
		const image = patternImage(...size);
		flip(image);
		equals(t, 'flip', sha256(image.pixels), expected);
		flip(image);
		t.deepEqual(image, patternImage(...size));
	});
}
