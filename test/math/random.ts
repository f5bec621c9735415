import test from 'ava';
import { fnv1a, mulberry32, randomFor } from '../../src/math/random.js';

test('FNV-1a agrees with its published test vectors', (t) => {
	t.is(fnv1a(''), 0x811c9dc5);
	t.is(fnv1a('a'), 0xe40c292c);
	t.is(fnv1a('foobar'), 0xbf9cf968);
	t.is(fnv1a('0:cls_token'), 2104953663);
});

test('Mulberry32 agrees with the reference implementation', (t) => {
	const random = mulberry32(0);
	t.deepEqual(
		[random(), random(), random()],
		[0.26642920868471265, 0.0003297457005828619, 0.2232720274478197],
	);
});

test('the numbers of an item depend on seed, name and index, and on nothing else', (t) => {
	const draw = (...key: Parameters<typeof randomFor>) => {
		const random = randomFor(...key);
		return [random(), random(), random()];
	};
	t.deepEqual(draw(1, 'a', '2'), draw(1, 'a', '2'));
	t.notDeepEqual(draw(1, 'a', '2'), draw(2, 'a', '2'));
	t.notDeepEqual(draw(1, 'a', '2'), draw(1, 'b', '2'));
	t.notDeepEqual(draw(1, 'a', '2'), draw(1, 'a', '3'));
});

test('the first numbers of a hundred thousand items are uniform and all different', (t) => {
	const n = 1e5;
	const bins = new Float64Array(100);
	const seen = new Set<string>();
	let product = 0;
	for (let index = 0; index < n; index++) {
		const random = randomFor(0, 'augment-views', String(index));
		const [first, second] = [random(), random()];
		bins[Math.floor(first * 100)]!++;
		seen.add(`${first},${second}`);
		product += (first - 0.5) * (second - 0.5);
	}

	const chiSquare = bins.reduce((sum, count) => sum + (count - n / 100) ** 2 / (n / 100), 0);
	t.true(chiSquare < 149, `χ² = ${chiSquare} with 99 degrees of freedom (p = 0.001 at 148.2)`);
	t.is(seen.size, n);
	t.true(Math.abs(product / n) < 4 / 12 / Math.sqrt(n));
});
