import test from 'ava';
import type { Corruption, MaskedViews } from '../../src/data/items.js';
import { imageNetDeviation, imageNetMean } from '../../src/data/normalise.js';
import { viewArrays } from '../../src/data/view-arrays.js';

/** Two photos whose four views are 1 × 2 pixels of one grey value each: 10 and 20 of the first, 30 and 40 of the second. */
function batchWith(corruption: Corruption): MaskedViews[] {
	const none: Corruption = { mask: new Uint8Array(2), fill: 'zeros', donor: 0 };
	const view = (grey: number) => ({ width: 2, height: 1, pixels: new Uint8Array(6).fill(grey) });
	return [
		{ path: 'a', epoch: 0, views: [view(10), view(20)], corruptions: [corruption, none] },
		{ path: 'b', epoch: 0, views: [view(30), view(40)], corruptions: [none, none] },
	];
}

const greyOf = (red: number) => Math.round((red * imageNetDeviation[0] + imageNetMean[0]) * 255);
const reds = (views: Float32Array) => [0, 2, 4, 6].map((pixel) => greyOf(views[pixel * 3]!));

test('all first views come before all second views, in normalised colours', (t) => {
	const { clean } = viewArrays(batchWith({ mask: new Uint8Array(2), fill: 'zeros', donor: 0 }));
	t.deepEqual(reds(clean), [10, 30, 20, 40]);
	for (const channel of [0, 1, 2] as const) {
		t.true(
			Math.abs(clean[channel]! - (10 / 255 - imageNetMean[channel]) / imageNetDeviation[channel]) < 1e-6,
		);
	}
});

test('pixels under the mask become zero, and only they', (t) => {
	const { clean, corrupted, mask } = viewArrays(
		batchWith({ mask: Uint8Array.of(0, 1), fill: 'zeros', donor: 0 }),
	);
	t.deepEqual([...mask], [0, 1, 0, 0, 0, 0, 0, 0]);
	t.deepEqual([...corrupted.slice(3, 6)], [0, 0, 0]);
	t.deepEqual(corrupted.slice(0, 3), clean.slice(0, 3));
	t.deepEqual(corrupted.slice(6), clean.slice(6));
});

test('foreign pixels come from another view, never from the same one', (t) => {
	const donors = [0, 0.34, 0.67, 0.999].map((donor) => {
		const { corrupted } = viewArrays(batchWith({ mask: Uint8Array.of(1, 0), fill: 'foreign', donor }));
		return reds(corrupted)[0];
	});
	t.deepEqual(donors, [30, 20, 40, 40]);
});
