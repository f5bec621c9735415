import test from 'ava';
import { randomCrop } from '../../../src/data/resampling/crop.js';
import { mulberry32 } from '../../../src/math/random.js';
import { equals } from '../../support/fidelity.js';
import { augmentGolden } from '../_golden.js';

for (const { seed, width, height, scale, crops } of augmentGolden.crops) {
	test(`randomCrop equals torchvision's, ${width}×${height} at scale ${scale.join('–')}`, (t) => {
		const random = mulberry32(seed);
		for (const [left, top, w, h] of crops) {
			const crop = randomCrop(width, height, scale, random);
			equals(t, 'crop', crop, { left, top, width: w, height: h });
		}
	});
}
