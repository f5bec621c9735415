import test from 'ava';
import { bootstrap } from '../../src/math/bootstrap.js';
import { mulberry32 } from '../../src/math/random.js';

const values = Array.from({ length: 200 }, (_, i) => ((i * 37) % 200) / 200);
const mean = (times: Int32Array) => values.reduce((sum, value, i) => sum + value * times[i]!, 0) / 200;

test('the interval of a mean is that of the normal approximation', (t) => {
	const [interval] = bootstrap(200, [mean], mulberry32(1));
	const [low, high] = interval!;
	const half = (1.96 * Math.sqrt(1 / 12)) / Math.sqrt(200);
	t.true(Math.abs(low - (0.4975 - half)) < 0.004);
	t.true(Math.abs(high - (0.4975 + half)) < 0.004);
});

test('the same seed gives the same interval, and each draw as many photos as there are', (t) => {
	const sizes = new Set<number>();
	const count = (times: Int32Array) => {
		sizes.add(times.reduce((sum, n) => sum + n, 0));
		return mean(times);
	};
	t.deepEqual(bootstrap(200, [count], mulberry32(1), 50), bootstrap(200, [mean], mulberry32(1), 50));
	t.deepEqual([...sizes], [200]);
});

test('draws without a value are left out', (t) => {
	const [some, none] = bootstrap(
		2,
		[(times) => (times[0]! > 0 ? 1 : Number.NaN), () => Number.NaN],
		mulberry32(1),
		100,
	);
	t.deepEqual(some, [1, 1]);
	t.is(none, undefined);
});
