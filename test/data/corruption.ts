import test from 'ava';
import { type CorruptionOptions, corrupt } from '../../src/data/corruption.js';
import { mulberry32 } from '../../src/flow/random.js';
import { read } from './_golden.js';
import { sha256 } from './_images.js';

interface Case extends CorruptionOptions {
	readonly size: number;
	readonly seed: number;
	readonly mask: string;
	readonly donor: number;
}

const { corruptions } = read('masks.json') as {
	corruptions: readonly (Omit<Case, 'foreign'> & { readonly foreign: boolean })[];
};

for (const { size, seed, foreign, mask, donor, ...options } of corruptions) {
	test(`corrupt equals the pseudocode, ${size} px, drop ${options.drop}, align ${options.align}, seed ${seed}`, (t) => {
		const corruption = corrupt(size, { ...options, fill: 'zeros', foreign: 0.5 }, mulberry32(seed));
		t.is(corruption.fill, foreign ? 'foreign' : 'zeros');
		t.is(corruption.donor, donor);
		t.is(sha256(corruption.mask), mask);
	});
}

const sit = { drop: 0.5, fill: 'zeros', replace: 0.3, foreign: 0.5, align: 1 } as const;

/** Means over 300 draws: share of the pixels corrupted, and of 16-pixel patches wholly and partly corrupted. */
function statistics(options: CorruptionOptions) {
	const random = mulberry32(5);
	const sums = { pixels: 0, whole: 0, partly: 0 };
	for (let draw = 0; draw < 300; draw++) {
		const counts = patchCounts(corrupt(224, options, random).mask);
		sums.pixels += counts.reduce((total, count) => total + count) / 224 ** 2 / 300;
		sums.whole += counts.filter((count) => count === 256).length / 196 / 300;
		sums.partly += counts.filter((count) => count > 0 && count < 256).length / 196 / 300;
	}
	return sums;
}

function patchCounts(mask: Uint8Array): number[] {
	const counts = new Array<number>(196).fill(0);
	for (let i = 0; i < mask.length; i++) {
		const patch = 14 * Math.floor(i / 224 / 16) + Math.floor((i % 224) / 16);
		counts[patch] = counts[patch]! + mask[i]!;
	}
	return counts;
}

// The values of the reference's simulation of the public code (40 draws), with the spread of such a mean.
for (const [name, options, expected] of [
	['half to zero', { ...sit, foreign: 0 }, { pixels: 0.51, whole: 0.24, partly: 0.53 }],
	['a third foreign', { ...sit, foreign: 1 }, { pixels: 0.315, whole: 0.13, partly: 0.41 }],
	[
		'GMML: up to three quarters',
		{ ...sit, foreign: 0, drop: 0.75 },
		{ pixels: 0.615, whole: 0.33, partly: 0.53 },
	],
	[
		'half to zero, whole patches',
		{ ...sit, foreign: 0, align: 16 },
		{ pixels: 0.52, whole: 0.52, partly: 0 },
	],
	[
		'a third foreign, whole patches',
		{ ...sit, foreign: 1, align: 16 },
		{ pixels: 0.31, whole: 0.31, partly: 0 },
	],
] as const) {
	test(`the corruption has the public code's statistics: ${name}`, (t) => {
		const measured = statistics(options);
		for (const key of ['pixels', 'whole', 'partly'] as const) {
			const difference = Math.abs(measured[key] - expected[key]);
			t.true(difference < 0.025, `${key}: ${measured[key]}, expected ${expected[key]}`);
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
