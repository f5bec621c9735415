import test from 'ava';
import { descendingOrder } from '../../src/math/descending-order.js';
import { mulberry32 } from '../../src/math/random.js';

const random = mulberry32(3);

for (const [name, draw] of Object.entries<() => number>({
	spread: () => random() * 2 - 1,
	'with many ties': () => Math.round(random() * 12) / 10,
	'crowded at one end': () => random() ** 40,
	'one bit apart': () => 1 + 2 ** -52 * Math.floor(random() * 9),
	constant: () => 0.25,
})) {
	test(`values ${name} are put in descending order, each once`, (t) => {
		for (const length of [0, 1, 2, 1000]) {
			const values = Float64Array.from({ length }, draw);
			const order = descendingOrder(values);
			t.deepEqual(
				Float64Array.from(order, (i) => values[i]!),
				values.slice().sort().reverse(),
			);
			t.is(new Set(order).size, length);
		}
	});
}
