import test from 'ava';
import { blockMask } from '../../../src/data/corruption/block-mask.js';
import { mulberry32 } from '../../../src/math/random.js';
import { equals } from '../../support/fidelity.js';
import { maskGolden } from '../_golden.js';

for (const { height, width, ratio, seed, mask } of maskGolden.blocks) {
	test(`blockMask equals iBOT's pseudocode, ${height}×${width}, ratio ${ratio}, seed ${seed}`, (t) => {
		equals(t, 'blockMask', blockMask(height, width, ratio, mulberry32(seed)).join(''), mask);
	});
}

test('blockMask never masks more than asked, and at large ratios nearly all of it', (t) => {
	const random = mulberry32(3);
	const counts = Array.from({ length: 200 }, () => {
		return blockMask(14, 14, 0.4, random).reduce((total, patch) => total + patch, 0);
	});
	t.true(Math.max(...counts) <= 0.4 * 196);
	const mean = counts.reduce((total, count) => total + count) / counts.length;
	t.true(mean > 0.36 * 196, `mean ${mean}`);
});
