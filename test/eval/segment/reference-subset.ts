import test from 'ava';
import { colourFeatures } from '../../../src/eval/features/colour.js';
import { agree, reference } from './_reference.js';

const grid = { rows: 16, columns: 16 };

if (reference) {
	test('colour agrees with the reference on every object of the subset', (t) =>
		agree(t, 'rgb', { grid: 16, embed: (input) => colourFeatures(input, 14, grid), tolerance: 1e-6 }));

	// A radius of exactly a tenth of √(HW) passes through pixels: there the reference's 0.9 is a bit above 0.9.
	test('the disc agrees with the reference on every object of the subset', (t) =>
		agree(t, 'disc', { grid: 16, tolerance: 1e-5, fixedTolerance: 2e-3 }));
} else {
	test.skip('the reference subset: `MMC_REFERENCE` does not name its folder', () => {});
}
