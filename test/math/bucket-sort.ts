import test from 'ava';
import { bucketOf, bucketSort } from '../../src/math/bucket-sort.js';
import { mulberry32 } from '../../src/math/random.js';

const room = {
	float64: (length: number) => new Float64Array(length),
	int32: (length: number) => new Int32Array(length),
};

for (const [name, power] of [
	['spread', 1],
	['crowded at one end', 40],
] as const) {
	test(`values ${name} are sorted, each in its bucket`, (t) => {
		const random = mulberry32(2);
		const unsorted = Float64Array.from({ length: 3000 }, () => (random() * 2 - 1) ** power);
		const { values, starts, low, scale } = bucketSort(unsorted, room);
		t.deepEqual(values, unsorted.slice().sort());
		const last = starts.length - 2;
		for (const [i, value] of values.entries()) {
			const bucket = bucketOf(value, low, scale, last);
			t.true(starts[bucket]! <= i && i < starts[bucket + 1]!);
		}
	});
}

test('equal values and no value', (t) => {
	t.deepEqual([...bucketSort(Float64Array.of(2, 2, 2), room).values], [2, 2, 2]);
	t.is(bucketSort(new Float64Array(0), room).values.length, 0);
});
