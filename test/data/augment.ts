import test from 'ava';
import { augment } from '../../src/data/augment.js';
import { randomCrop } from '../../src/data/crop.js';
import { flip } from '../../src/data/flip.js';
import type { Image } from '../../src/data/image.js';
import { cubic, triangle } from '../../src/data/resample-weights.js';
import { resizedCrop } from '../../src/data/resized-crop.js';
import { mulberry32 } from '../../src/flow/random.js';
import type { Random } from '../../src/flow/stage.js';
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

test('MoCo v3’s order: the same but for a flip that comes last', (t) => {
	const photo = patternImage(60, 40);
	const plain = { ...options, flip: 0, flipLast: false } as const;
	for (const seed of [1, 2, 3]) {
		// The flip's draw comes first in the one order, last in the other: both without one differ by a number.
		const random = mulberry32(seed);
		const first = augment(photo, { ...plain, flip: 1, flipLast: true, solarise: 0 }, random);
		flip(first);
		const shifted = skipping(mulberry32(seed), drawsOfCrop(photo, seed));
		t.deepEqual(first, augment(photo, { ...plain, solarise: 0 }, shifted), `seed ${seed}`);
	}
});

test('bilinear views differ from bicubic ones in their interpolation alone', (t) => {
	const photo = patternImage(60, 40);
	const plain = { ...options, flip: 0, jitter: 0, grayscale: 0, blur: 0, solarise: 0, flipLast: false };
	const crop = randomCrop(photo.width, photo.height, options.scale, mulberry32(4));
	for (const [interpolation, kernel] of [
		['bilinear', triangle],
		['bicubic', cubic],
	] as const) {
		const view = augment(photo, { ...plain, interpolation }, mulberry32(4));
		t.deepEqual(view, resizedCrop(photo, crop, options.size, kernel), interpolation);
	}
});

/** How many numbers the crop takes. */
function drawsOfCrop({ width, height }: Image, seed: number): number {
	let draws = 0;
	const random = mulberry32(seed);
	const counting = () => {
		draws++;
		return random();
	};
	randomCrop(width, height, options.scale, counting);
	return draws;
}

/** The same numbers with one more, of no effect, put in after `count` of them. */
function skipping(random: Random, count: number): Random {
	let drawn = 0;
	return () => (drawn++ === count ? 1 : random());
}
