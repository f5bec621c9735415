import test from 'ava';
import { assemblies, hashOf } from '../../../scripts/assemblies.js';
import { gelu, referenceGelu } from '../../../src/nn/layers/gelu.js';
import { referenceSoftCrossEntropy, softCrossEntropy } from '../../../src/nn/losses/soft-cross-entropy.js';
import { adamUpdate } from '../../../src/nn/optimiser/update.js';
import { wasmAdamUpdate } from '../../../src/nn/optimiser/wasm.js';
import { runOwnKernel } from '../../../src/nn/tf/own-kernel.js';
import { type Tensor, tf } from '../../../src/nn/tf/tf.js';
import { sourceHash, tensorsWasm } from '../../../src/nn/wasm/binary.js';
import { useBackend } from '../../support/backend.js';
import { assertSame, drawn, type Operation, relativeError } from '../../support/gradients.js';

process.env.MMC_BACKEND = 'wasm';
test.before(useBackend);

test('the WebAssembly is that of its source', (t) => {
	const assembly = assemblies.find(({ name }) => name === 'tensorsWasm')!;
	t.is(sourceHash, hashOf(assembly), 'run scripts/compile-assembly.ts');
});

test('it has no data, which would overwrite that of tfjs', (t) => {
	const sections = [];
	for (let at = 8; at < tensorsWasm.length; ) {
		sections.push(tensorsWasm[at++]);
		let [size, shift] = [0, 0];
		for (let more = true; more; shift += 7) {
			const byte = tensorsWasm[at++]!;
			size += (byte & 127) << shift;
			more = byte > 127;
		}
		at += size;
	}
	t.true(sections.includes(10), 'code');
	t.false(sections.includes(11), 'data');
});

for (const [shape, order] of [
	[
		[3, 5, 2, 4, 7],
		[2, 0, 3, 1, 4],
	],
	[
		[2, 3, 4],
		[1, 0, 2],
	],
	[
		[2, 1, 3, 4],
		[0, 2, 1, 3],
	],
	[
		[2, 3, 4],
		[2, 1, 0],
	],
	[
		[2, 3, 2, 3, 2, 4],
		[4, 3, 2, 1, 0, 5],
	],
] as const) {
	test(`[${shape}] transposed to [${order}]`, (t) => {
		const x = drawn(1, ...shape);
		const transposed = tf.transpose(x, [...order]);
		// A gather by the places that each number comes from.
		const places = tf.transpose(
			tf.tensor(
				Int32Array.from({ length: x.size }, (_, i) => i),
				[...shape],
				'int32',
			),
			[...order],
		);
		const values = x.dataSync();
		const expected = Array.from(places.dataSync(), (place) => values[place]!);
		t.deepEqual(Array.from(transposed.dataSync()), expected);
		t.deepEqual(
			transposed.shape,
			order.map((axis) => shape[axis]!),
		);
	});
}

test('a clone shares its memory until the last of both is gone', (t) => {
	const x = drawn(1, 5);
	const values = x.dataSync();
	const before = tf.engine().backend.numDataIds();
	const clone = tf.clone(x);
	t.is(tf.engine().backend.numDataIds(), before);
	x.dispose();
	t.deepEqual(clone.dataSync(), values);
	clone.dispose();
	t.is(tf.engine().backend.numDataIds(), before - 1);
});

for (const size of [1, 2, 3, 4, 41]) {
	test(`updates ${size} weights as AdamW’s plain form does, to the last bit`, (t) => {
		const begin = () => ({ weight: drawn(1, size), first: tf.zeros([size]), second: tf.zeros([size]) });
		let [one, other] = [begin(), begin()] as Parameters<typeof adamUpdate>[0][];
		const constants = { learningRate: 0.01, weightDecay: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
		for (let count = 1; count <= 5; count++) {
			const rates = { ...constants, count, clip: 0.7 };
			one = wasmAdamUpdate(one!, drawn(count, size), rates);
			other = adamUpdate(other!, drawn(count, size), rates);
		}
		for (const part of ['weight', 'first', 'second'] as const) {
			t.deepEqual(one![part].dataSync(), other![part].dataSync(), part);
		}
	});

	test(`moves ${size} numbers towards others as plain operations do`, (t) => {
		const [from, to] = [drawn(1, size), drawn(2, size)];
		const expected = tf.add(from, tf.mul(0.004, tf.sub(to, from)));
		const [moved] = runOwnKernel('MoveTowards', { from, to }, { rate: 0.004 })!;
		t.deepEqual(moved!.dataSync(), expected.dataSync());
	});
}

test('GELU, its slope included, equals its plain form far from 0 too', (t) => {
	const x = tf.mul(drawn(1, 3, 47), 12);
	assertSame(
		t,
		(x) => gelu(x!),
		(x) => referenceGelu(x!),
		[x],
	);
	const [value, ...saved] = runOwnKernel('Gelu', { x }, { recording: 0 })!;
	t.true(relativeError(value!.dataSync(), referenceGelu(x).dataSync()) < 1e-6);
	t.is(saved.length, 0);
});

for (const columns of [1, 3, 4, 49]) {
	test(`cross-entropy of ${columns} classes equals its plain form, of large logits too`, (t) => {
		const target = tf.softmax(tf.mul(drawn(1, 5, columns), 3));
		const forms = [softCrossEntropy, referenceSoftCrossEntropy].map(
			(form) => (logits: Tensor | undefined) => form(target, logits!, 0.1),
		) as [Operation, Operation];
		assertSame(t, ...forms, [tf.mul(drawn(2, 5, columns), 9)]);
	});
}

test('sums squares', (t) => {
	const x = drawn(1, 7, 9);
	const [sum] = runOwnKernel('SumOfSquares', { x })!;
	t.true(relativeError(sum!.dataSync(), tf.sum(tf.square(x)).dataSync()) < 1e-6);
	t.deepEqual(sum!.shape, []);
});

test('what a clone shares is not overwritten', (t) => {
	const [from, to] = [drawn(1, 5), drawn(2, 5)];
	const values = from.dataSync();
	const clone = tf.clone(from);
	const [moved] = runOwnKernel('MoveTowards', { from, to }, { rate: 0.5 })!;
	t.deepEqual(clone.dataSync(), values);
	t.notDeepEqual(moved!.dataSync(), values);
});

test('other backends have none of these kernels', async (t) => {
	await tf.setBackend('cpu');
	t.is(runOwnKernel('MoveTowards', { from: tf.scalar(1), to: tf.scalar(2) }, { rate: 0.5 }), undefined);
	await tf.setBackend('wasm');
});
