import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import test from 'ava';
import { tf } from '../../../src/nn/tf/tf.js';
import { type WasmBackend, WasmModule } from '../../../src/nn/wasm/module.js';
import { type Multiply, multiplyBy } from '../../../src/nn/wasm/threads.js';
import { useBackend } from '../../support/backend.js';

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

test('a product large enough for threads is the sum that it is, wherever it is cut', (t) => {
	for (const [rows, inner, columns] of [
		[150, 70, 203],
		[203, 70, 150],
		[3, 700, 701],
		[701, 700, 3],
	] as const) {
		for (let turn = 0; turn < 5; turn++) {
			const [a, b] = [values([rows, inner], turn), values([inner, columns], 7)];
			const expected = product(a, b);
			const actual = tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D).dataSync();
			const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i]!)), 0);
			t.true(worst < 1e-4, `${rows} × ${inner} × ${columns}: ${worst}`);
		}
	}
});

/** A module whose memory a test looks into: `rooms` begin where the scratch, the board and the threads' scratches are. */
function watch(code?: object) {
	const module = new WasmModule();
	const rooms: number[] = [];
	const room = (bytes: number) => {
		rooms.push(module.room(bytes));
		return rooms.at(-1)!;
	};
	const writeInteger = module.writeInteger.bind(module);
	const watched = { code: code ?? module.code, memory: module.memory, functions: module.functions };
	return { module: { ...watched, room, writeInteger } as unknown as WasmModule, rooms };
}

const [rows, inner, columns] = [150, 600, 203];

/** A product in memory of its own, and its result. */
function productOf(module: WasmModule) {
	const [left, right, out] = [rows * inner, inner * columns, rows * columns].map((count) =>
		module.room(4 * count),
	) as [number, number, number];
	numbers(left, rows * inner).set(Array.from({ length: rows * inner }, (_, i) => Math.sin(i)));
	numbers(right, inner * columns).set(Array.from({ length: inner * columns }, (_, i) => Math.cos(i)));
	return (multiply: Multiply) => {
		numbers(out, rows * columns).fill(Number.NaN);
		multiply([left, 4 * inner, 4], [right, 4 * columns, 4], [out, 4 * columns], [rows, inner, columns]);
		return numbers(out, rows * columns).slice();
	};
}

function numbers(at: number, count: number): Float32Array {
	const { HEAPU8 } = (tf.backend() as unknown as WasmBackend).wasm;
	return new Float32Array(HEAPU8.buffer, at, count);
}

test('threads take part, and give what one thread gives, to the last bit', (t) => {
	const product = productOf(new WasmModule());
	const expected = product(multiplyBy(new WasmModule(), 1));
	const { module, rooms } = watch();
	const together = multiplyBy(module, 3);
	// The second and third thread copy what they multiply into memory of their own: the scratch, the board, and theirs.
	const tookPart = () => [2, 3].every((thread) => numbers(rooms[thread]!, 1000).some((x) => x !== 0));
	do t.deepEqual(product(together), expected);
	while (!tookPart());
});

test('a thread that dies with a part of a product ends it with an error, and all that follow', async (t) => {
	const product = productOf(new WasmModule());
	const { module, rooms } = watch();
	const together = multiplyBy(module, 2, 200);
	product(together);
	const workerData = { memory: module.memory, left: (rooms[1]! + 4) / 4 };
	const thief = `
		const { parentPort, workerData: { memory, left } } = require('node:worker_threads');
		const board = new Int32Array(memory.buffer);
		parentPort.postMessage('here');
		for (;;) if (Atomics.load(board, left) > 0) Atomics.sub(board, left, 1);
	`;
	const thread = new Worker(thief, { eval: true, workerData });
	try {
		await once(thread, 'message');
		const error = t.throws(() => {
			for (;;) product(together);
		});
		t.regex(error!.message, /thread of the WebAssembly backend has died \(it left a part/);
		t.is(
			t.throws(() => product(together)),
			error,
		);
	} finally {
		await thread.terminate();
	}
});

test('a thread that dies between two products ends the next with its error', async (t) => {
	const product = productOf(new WasmModule());
	const { module } = watch({});
	const together = multiplyBy(module, 2);
	t.notThrows(() => product(together), 'this thread computes it alone');
	const died = async () => {
		for (;;) {
			product(together);
			await setTimeout(5);
		}
	};
	await t.throwsAsync(died, { message: /thread of the WebAssembly backend has died \(.*WebAssembly/ });
});
