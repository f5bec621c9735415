import test from 'ava';
import { permutation } from '../../../src/data/listing/permutation.js';

function listed(n: number, seed: number): number[] {
	return Array.from({ length: n }, (_, place) => permutation(n, seed)(place));
}

test('permutation has every number once', (t) => {
	for (const n of [...Array.from({ length: 130 }, (_, i) => i + 1), 1000, 2200, 4095, 4096, 4097]) {
		const order = permutation(n, n);
		const seen = new Uint8Array(n);
		for (let place = 0; place < n; place++) seen[order(place)] = 1;
		t.true(
			seen.every((mark) => mark === 1),
			`n = ${n}`,
		);
	}
});

test('permutation reaches the ends of four thousand million places', (t) => {
	const order = permutation(2 ** 32, 7);
	const numbers = [0, 1, 2 ** 31, 2 ** 32 - 1].map(order);
	t.is(new Set(numbers).size, 4);
	t.true(numbers.every((number) => Number.isInteger(number) && number >= 0 && number < 2 ** 32));
});

test('permutation follows from its seed', (t) => {
	t.deepEqual(listed(50, 1), listed(50, 1));
	t.notDeepEqual(listed(50, 1), listed(50, 2));
});

test('every order of few numbers occurs', (t) => {
	const orders = new Set(Array.from({ length: 2000 }, (_, seed) => listed(4, seed).join()));
	t.is(orders.size, 24);
});

test('each number is as likely at each place', (t) => {
	const [n, seeds] = [10, 10_000];
	const counts = new Float64Array(n * n);
	for (let seed = 0; seed < seeds; seed++) {
		const order = permutation(n, seed);
		for (let place = 0; place < n; place++) {
			const cell = place * n + order(place);
			counts[cell] = counts[cell]! + 1;
		}
	}
	const chiSquare = counts.reduce((sum, count) => sum + (count - seeds / n) ** 2 / (seeds / n), 0);
	// 81 degrees of freedom: mean 81, standard deviation 13.
	t.true(chiSquare < 81 + 5 * 13, `χ² = ${chiSquare}`);
});

test('neighbours are not kept together', (t) => {
	const order = permutation(5000, 3);
	let together = 0;
	for (let place = 1; place < 5000; place++)
		together += Number(Math.abs(order(place) - order(place - 1)) === 1);
	t.true(together < 12, `${together} neighbours, 2 expected`);
});
