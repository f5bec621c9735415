import test from 'ava';
import {
	bestThreshold,
	thresholdIndex,
	thresholdPixels,
	thresholds,
} from '../../../src/eval/map/thresholds.js';
import { mulberry32 } from '../../../src/math/random.js';

function neighbours(value: number): number[] {
	const step = Math.max(Math.abs(value) * 2 ** -52, Number.MIN_VALUE);
	return [value - step, value, value + step];
}

test('the fixed thresholds are k/100 from −0.10 to 0.99', (t) => {
	t.is(thresholds.length, 110);
	t.deepEqual([thresholds[0], thresholds[10], thresholds[109]], [-0.1, 0, 0.99]);
});

test('levels are exact at every threshold and one bit beside it', (t) => {
	const values = thresholds.flatMap(neighbours).concat(-5, -1, 1, 7, Math.PI / 10);
	const { levels } = thresholdPixels(Float64Array.from(values), new Uint8Array(values.length));
	for (const [i, value] of values.entries()) {
		t.is(levels[i], thresholds.filter((threshold) => value >= threshold).length, `${value}`);
	}
});

test('counts equal counting one threshold at a time', (t) => {
	const random = mulberry32(5);
	const map = Float64Array.from({ length: 500 }, () => Math.round(random() * 150 - 20) / 100);
	const labels = Uint8Array.from(map, () => Math.floor(random() * 3));
	const { counts } = thresholdPixels(map, labels);
	for (const [k, threshold] of thresholds.entries()) {
		const reached = [...map.keys()].filter((i) => map[i]! >= threshold && labels[i] !== 2);
		t.deepEqual(counts[k], {
			hits: reached.filter((i) => labels[i] === 1).length,
			predicted: reached.length,
			target: labels.filter((label) => label === 1).length,
		});
	}
});

test('ignored pixels reach no threshold', (t) => {
	t.deepEqual([...thresholdPixels(Float64Array.of(0.5, 0.5), Uint8Array.of(1, 2)).levels], [61, 0]);
});

test('the best threshold is the lowest of the best', (t) => {
	t.is(bestThreshold([0.1, 0.3, 0.2, 0.3]), 1);
});

test('a threshold between the fixed ones is refused', (t) => {
	t.is(thresholdIndex(0.29), 39);
	t.is(thresholdIndex(-0.1), 0);
	t.throws(() => thresholdIndex(0.295), { message: /`0.295` must be one of/ });
	t.throws(() => thresholdIndex(1), { instanceOf: RangeError });
});
