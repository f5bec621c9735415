import test from 'ava';
import { tf } from '../../src/nn/tf.js';
import { useBackend } from '../_backend.js';

process.env.MMC_BACKEND = 'wasm';
test.before(useBackend);

const cases = [
	{ aShape: [3, 4], bShape: [4, 5] },
	{ aShape: [2, 3, 4], bShape: [2, 4, 5] },
	{ aShape: [2, 3, 4], bShape: [1, 4, 5] },
	{ aShape: [1, 3, 4], bShape: [2, 4, 5] },
	{ aShape: [2, 2, 3, 4], bShape: [2, 2, 4, 5] },
	{ aShape: [2, 3, 4], bShape: [4, 5] },
	// Tiles and strips that are whole, and those that are not, along each axis.
	{ aShape: [4, 8], bShape: [8, 8] },
	{ aShape: [2, 13, 9], bShape: [2, 9, 19] },
	// More than is copied at a time.
	{ aShape: [135, 3], bShape: [3, 5] },
	{ aShape: [3, 515], bShape: [515, 5] },
	{ aShape: [3, 5], bShape: [5, 1030] },
];

const transpositions = [
	{ transposeA: false, transposeB: false },
	{ transposeA: true, transposeB: false },
	{ transposeA: false, transposeB: true },
	{ transposeA: true, transposeB: true },
];

const values = (shape: number[], offset: number) =>
	tf.tensor(
		Array.from({ length: tf.util.sizeFromShape(shape) }, (_, index) => Math.sin(index + offset)),
		shape,
	);

/** By plain loops. */
function product(a: tf.Tensor, b: tf.Tensor): number[] {
	const [rows, inner, columns] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
	const [left, right] = [a.dataSync(), b.dataSync()];
	const batch = Math.max(left.length / rows / inner, right.length / inner / columns);
	return Array.from({ length: batch * rows * columns }, (_, place) => {
		const [column, row, item] = [
			place % columns,
			Math.floor(place / columns) % rows,
			Math.floor(place / rows / columns),
		];
		let sum = 0;
		for (let k = 0; k < inner; k++) {
			const leftPlace = (item * rows * inner + row * inner + k) % left.length;
			sum += left[leftPlace]! * right[(item * inner * columns + k * columns + column) % right.length]!;
		}
		return sum;
	});
}

for (const { aShape, bShape } of cases) {
	for (const { transposeA, transposeB } of transpositions) {
		test(`[${aShape}] × [${bShape}], transposed: ${transposeA}, ${transposeB}`, (t) => {
			const before = tf.engine().backend.numDataIds();
			const [a, b] = [values(aShape, 0), values(bShape, 7)];
			const expected = product(a, b);
			const order = (rank: number) => [...Array(rank - 2).keys(), rank - 1, rank - 2];
			const left = transposeA ? tf.transpose(a, order(a.rank)) : a;
			const right = transposeB ? tf.transpose(b, order(b.rank)) : b;
			const actual = tf.matMul(left, right, transposeA, transposeB);
			for (const [index, value] of actual.dataSync().entries()) {
				t.true(Math.abs(value - expected[index]!) < 1e-5);
			}
			t.is(actual.size, expected.length);
			t.deepEqual(actual.shape.slice(-2), [aShape.at(-2)!, bShape.at(-1)!]);
			tf.dispose([a, b, left, right, actual]);
			t.is(tf.engine().backend.numDataIds(), before);
		});
	}
}

test('a product over nothing is zero, whatever the memory held', (t) => {
	const dirty = tf.add(tf.ones([2, 3]), tf.ones([2, 3]));
	dirty.dispose();
	const product = tf.matMul(tf.tensor([], [2, 0]), tf.tensor([], [0, 3]));
	t.deepEqual(Array.from(product.dataSync()), Array(6).fill(0));
});
