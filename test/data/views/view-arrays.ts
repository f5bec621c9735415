import test from 'ava';
import type { Corruption, MaskedViews } from '../../../src/data/items.js';
import { imageNetDeviation, imageNetMean } from '../../../src/data/resampling/normalise.js';
import { localArray, viewArrays } from '../../../src/data/views/view-arrays.js';
import { mulberry32 } from '../../../src/math/random.js';
import { agrees } from '../../support/fidelity.js';
import { relativeError } from '../../support/gradients.js';
import { read } from '../_golden.js';

const golden = read('views.json') as {
	readonly clean: readonly number[];
	readonly mask: readonly number[];
	readonly corrupted: Readonly<Record<Corruption['fill'], readonly number[]>>;
	readonly local: readonly number[];
};

/** The oracle's two photos with two global views of 4 × 4 pixels and three local ones of 2 × 2. */
function drawnBatch(fill: Corruption['fill']): MaskedViews[] {
	const numbers = (seed: number, count: number) => Array.from({ length: count }, mulberry32(seed));
	const view = (photo: number, k: number, side: number) => {
		const samples = numbers(10 * photo + k, side * side * 3).map((number) => Math.floor(256 * number));
		return { width: side, height: side, pixels: Uint8Array.from(samples) };
	};
	const corruption = (photo: number, k: number): Corruption => {
		const mask = numbers(10 * photo + k + 100, 16).map((number) => Number(number < 0.4));
		return { mask: Uint8Array.from(mask), fill, donor: [0.1, 0.4, 0.7, 0.95][2 * k + photo]! };
	};
	return [0, 1].map((photo) => ({
		path: `${photo}`,
		epoch: 0,
		views: [view(photo, 0, 4), view(photo, 1, 4)],
		local: [2, 3, 4].map((k) => view(photo, k, 2)),
		corruptions: [corruption(photo, 0), corruption(photo, 1)],
	}));
}

for (const fill of ['zeros', 'token', 'foreign', 'noise'] as const) {
	test(`views with ${fill} in place of the hidden pixels, as by NumPy`, (t) => {
		const { clean, corrupted, mask } = viewArrays(drawnBatch(fill));
		t.deepEqual([...mask], golden.mask);
		agrees(t, 'normalise', relativeError(clean, golden.clean));
		agrees(t, 'viewArrays', relativeError(corrupted, golden.corrupted[fill]));
	});
}

test('local views, all first ones first, as by NumPy', (t) => {
	agrees(t, 'viewArrays', relativeError(localArray(drawnBatch('zeros'))!, golden.local));
	t.is(localArray([]), undefined);
});

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

test('noise is standard normal, and follows from the donor number alone', (t) => {
	const size = 64 * 64;
	const view = { width: 64, height: 64, pixels: new Uint8Array(3 * size) };
	const none: Corruption = { mask: new Uint8Array(size), fill: 'zeros', donor: 0 };
	const noisy = (donor: number) => {
		const corruption: Corruption = { mask: new Uint8Array(size).fill(1), fill: 'noise', donor };
		const item = { path: 'a', epoch: 0, views: [view, view], corruptions: [corruption, none] } as const;
		return viewArrays([item]).corrupted.subarray(0, 3 * size);
	};
	const values = [...noisy(0.5)];
	const mean = values.reduce((sum, value) => sum + value) / values.length;
	const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
	t.true(Math.abs(mean) < 0.03 && Math.abs(variance - 1) < 0.05, `${mean}, ${variance}`);
	t.deepEqual(noisy(0.5), noisy(0.5));
	t.notDeepEqual(noisy(0.5), noisy(0.25));
});

test('local views: all first ones before all second ones', (t) => {
	const local = (...greys: number[]) =>
		greys.map((grey) => ({ width: 1, height: 1, pixels: new Uint8Array(3).fill(grey) }));
	const [a, b] = batchWith({ mask: new Uint8Array(2), fill: 'zeros', donor: 0 }) as [
		MaskedViews,
		MaskedViews,
	];
	const array = localArray([
		{ ...a, local: local(1, 2) },
		{ ...b, local: local(3, 4) },
	]);
	t.deepEqual(
		[0, 3, 6, 9].map((i) => greyOf(array![i]!)),
		[1, 3, 2, 4],
	);
	t.is(localArray([a, b]), undefined);
});
