import test from 'ava';
import { corrupt } from '../../../src/data/corruption/gmml.js';
import { mulberry32 } from '../../../src/math/random.js';
import { agrees, equals } from '../../support/fidelity.js';
import { maskGolden, standardErrors } from '../_golden.js';
import { sha256 } from '../_images.js';

const { corruptions, statistics } = maskGolden;

for (const { size, seed, foreign, mask, donor, ...options } of corruptions) {
	test(`corrupt equals the pseudocode, ${size} px, drop ${options.drop}, align ${options.align}, seed ${seed}`, (t) => {
		const corruption = corrupt(size, { ...options, fill: 'zeros', foreign: 0.5 }, mulberry32(seed));
		t.is(corruption.fill, foreign ? 'foreign' : 'zeros');
		t.is(corruption.donor, donor);
		equals(t, 'corruption', sha256(corruption.mask), mask);
	});
}

const sit = { drop: 0.5, fill: 'zeros', replace: 0.3, foreign: 0.5, align: 1 } as const;

/** Share of the pixels corrupted, and of 16-pixel patches wholly and partly corrupted. */
function shares(mask: Uint8Array) {
	const counts = new Array<number>(196).fill(0);
	for (let i = 0; i < mask.length; i++) {
		const patch = 14 * Math.floor(i / 224 / 16) + Math.floor((i % 224) / 16);
		counts[patch] = counts[patch]! + mask[i]!;
	}
	return {
		pixels: counts.reduce((total, count) => total + count) / 224 ** 2,
		whole: counts.filter((count) => count === 256).length / 196,
		partly: counts.filter((count) => count > 0 && count < 256).length / 196,
	};
}

for (const { ratio, align, draws, ...expected } of statistics.corruption) {
	test(`the public code's statistics: ratio ${ratio}, blocks at multiples of ${align}`, (t) => {
		const random = mulberry32(5);
		const options = { ...sit, drop: ratio, foreign: 0, align };
		const drawn = Array.from({ length: 300 }, () => shares(corrupt(224, options, random).mask));
		for (const key of ['pixels', 'whole', 'partly'] as const) {
			const off = standardErrors(
				drawn.map((share) => share[key]),
				expected[key],
				draws,
			);
			agrees(t, 'corruptionStatistics', off, key);
		}
	});
}

test('an image has either dropped or foreign pixels, each about half the time', (t) => {
	const random = mulberry32(1);
	const fills = Array.from({ length: 1000 }, () => corrupt(32, sit, random).fill);
	const foreign = fills.filter((fill) => fill === 'foreign').length;
	t.true(foreign > 440 && foreign < 560, `${foreign} of 1000`);
});

test('a view of few patches is corrupted too', (t) => {
	for (const size of [16, 20, 32, 48]) {
		const { mask } = corrupt(size, { ...sit, foreign: 0, align: 16 }, mulberry32(size));
		t.true(mask.reduce((total, pixel) => total + pixel, 0) >= size * size * 0.5);
	}
});

test('blocks that cannot cover the share are refused, and end nothing in a loop', (t) => {
	for (const [size, align] of [
		[64, 33],
		[64, 40],
		[224, 150],
		[64, 100],
		[224, 300],
	] as const) {
		const error = t.throws(() => corrupt(size, { ...sit, foreign: 0, align }, mulberry32(1)), {
			instanceOf: RangeError,
		});
		t.regex(
			error!.message,
			new RegExp(`^Blocks at multiples of .align. ${align} px cannot cover .* ${size} × ${size}`),
		);
	}
	t.throws(() => corrupt(32, sit, () => 0), { message: /cannot cover/ }, 'the same block again and again');
});
