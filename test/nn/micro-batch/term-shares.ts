import test from 'ava';
import type { MaskedViews } from '../../../src/data/items.js';
import { termShares } from '../../../src/nn/micro-batch/term-shares.js';

/** A photo of whose two views so many pixels are corrupted. */
function photo(first: number, second: number): MaskedViews {
	const view = { width: 2, height: 2, pixels: new Uint8Array(12) };
	const corruption = (pixels: number) => ({
		mask: new Uint8Array(4).fill(1, 0, pixels),
		fill: 'zeros' as const,
		donor: 0,
	});
	return { path: 'x', epoch: 0, views: [view, view], corruptions: [corruption(first), corruption(second)] };
}

const ranges = [
	{ start: 0, end: 2 },
	{ start: 2, end: 3 },
];

test('reconstruction counts corrupted pixels, the distillations photos', (t) => {
	const [first, last] = termShares([photo(1, 2), photo(0, 3), photo(4, 2)], ranges) as [object, object];
	t.deepEqual(first, { reconstruction: 6 / 12, distillation: 2 / 3, classDistillation: 2 / 3, contrast: 0 });
	t.deepEqual(last, { reconstruction: 6 / 12, distillation: 1 / 3, classDistillation: 1 / 3, contrast: 0 });
});

test('without any corrupted pixel no share is infinite', (t) => {
	const shares = termShares([photo(0, 0), photo(0, 0), photo(0, 0)], ranges);
	t.true(shares.every(({ reconstruction }) => Number.isFinite(reconstruction)));
});
