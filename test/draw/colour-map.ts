import test from 'ava';
import { colourOf } from '../../src/draw/colour-map.js';

test('values between 0 and 1 have the colours of matplotlib’s magma, to 3 of 255', (t) => {
	// matplotlib.colormaps['magma'](n), n of 256.
	const reference: Record<number, number[]> = {
		0: [0, 0, 4],
		64: [81, 18, 124],
		128: [183, 55, 121],
		192: [252, 137, 97],
		255: [252, 253, 191],
	};
	for (const [n, expected] of Object.entries(reference)) {
		const colour = colourOf(Number(n) / 255);
		t.true(
			colour.every((sample, c) => Math.abs(sample - expected[c]!) <= 3),
			`${n}: ${colour}`,
		);
	}
});

test('it gets lighter all the way', (t) => {
	const luma = ([r, g, b]: readonly number[]) => 0.299 * r! + 0.587 * g! + 0.114 * b!;
	for (let n = 1; n <= 100; n++) t.true(luma(colourOf(n / 100)) > luma(colourOf((n - 1) / 100)), `${n}`);
});

test('values beyond get the colours of the ends', (t) => {
	t.deepEqual(colourOf(-3), colourOf(0));
	t.deepEqual(colourOf(7), colourOf(1));
});
