import test from 'ava';
import { GraphFunction, runFunctionsEagerly } from '../../../src/nn/graph/graph-function.js';
import { type Tensor, tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { drawn } from '../../support/gradients.js';

test.before(async () => void (await useBackend()));

/** How often `compute` ran. */
let calls = 0;

function compute({ x, factor }: { x: { a: Tensor; b: Tensor }; factor: { value: Tensor } }) {
	calls++;
	const product = tf.matMul(x.a as tf.Tensor2D, x.b as tf.Tensor2D);
	const shifted = tf.add(tf.mul(product, factor.value), tf.ones(product.shape));
	return {
		y: { shifted, expanded: tf.expandDims(shifted, -1), same: x.a, constant: tf.scalar(3) },
		none: {},
		parts: Object.fromEntries(tf.split(shifted, 2).map((part, i) => [`${i}`, part])),
	};
}

function inputs(size: number, seed: number) {
	return {
		x: { a: drawn(seed, 8, size), b: drawn(seed + 1, size, 24) },
		factor: { value: tf.scalar(seed / 7) },
	};
}

function valuesOf(groups: ReturnType<typeof compute>) {
	const entries = Object.entries(groups).map(([group, tensors]) => [
		group,
		Object.entries(tensors).map(([name, tensor]) => [name, tensor.shape, tensor.dtype, tensor.dataSync()]),
	]);
	return Object.fromEntries(entries);
}

test.serial('gives what its function gives, for every shape, and leaves nothing', (t) => {
	const before = tf.memory().numTensors;
	{
		using graph = new GraphFunction(compute);
		for (const [size, seed] of [
			[8, 1],
			[8, 2],
			[16, 3],
			[8, 4],
		] as const) {
			const given = inputs(size, seed);
			const expected = tf.tidy(() => valuesOf(compute(given)));
			const results = graph.run(given);
			t.deepEqual(valuesOf(results), expected);
			tf.dispose([results, given]);
		}
	}
	t.is(tf.memory().numTensors, before);
});

test.serial('is recorded once for tensors of the same names and shapes', async (t) => {
	const { name } = await useBackend();
	using graph = new GraphFunction(compute);
	const given = [inputs(8, 1), inputs(8, 2), inputs(16, 3)];
	calls = 0;
	for (const each of [...given, ...given]) tf.dispose(graph.run(each));
	t.is(calls, name === 'tensorflow' ? 2 : 6);
	tf.dispose(given);
});

test.serial('keeps the graphs of the eight shapes that came last', async (t) => {
	const { name } = await useBackend();
	using graph = new GraphFunction(compute);
	calls = 0;
	const callsFor = (size: number) => {
		const [before, given] = [calls, inputs(size, 1)];
		tf.dispose([graph.run(given), given]);
		return calls - before;
	};
	const [known, fresh] = name === 'tensorflow' ? [0, 1] : [1, 1];
	for (let size = 1; size <= 8; size++) t.is(callsFor(size), fresh);
	t.is(callsFor(1), known);
	t.is(callsFor(9), fresh);
	t.is(callsFor(1), known);
	t.is(callsFor(2), fresh);
});

test.serial('can be made to run operation by operation', (t) => {
	using graph = new GraphFunction(compute);
	const given = inputs(8, 1);
	calls = 0;
	runFunctionsEagerly(true);
	try {
		for (let i = 0; i < 3; i++) tf.dispose(graph.run(given));
	} finally {
		runFunctionsEagerly(false);
	}
	t.is(calls, 3);
	tf.dispose(given);
});

test.serial('may have no results', (t) => {
	using graph = new GraphFunction(({ x }: { x: { a: Tensor } }) => ({ y: x.a.rank > 9 ? { a: x.a } : {} }));
	const given = { x: { a: drawn(1, 4) } };
	t.deepEqual(graph.run(given), { y: {} });
	tf.dispose(given);
});

test.serial('a tensor from outside is told of', async (t) => {
	const { name } = await useBackend();
	if (name !== 'tensorflow') return t.pass('nothing is recorded');
	const outside = drawn(1, 4);
	tf.add(outside, 1).dispose(); // Uploads it.
	const given = { x: { a: drawn(2, 4) } };
	const before = tf.memory().numTensors;
	using graph = new GraphFunction(({ x }: typeof given) => ({ y: { sum: tf.add(x.a, outside) } }));
	t.throws(() => graph.run(given), { message: /reads a tensor that is not among its inputs/ });
	t.is(tf.memory().numTensors, before);
	tf.dispose([outside, given]);
	return undefined;
});
