import test from 'ava';
import { mulberry32 } from '../../src/flow/random.js';
import { openBackend } from '../../src/nn/backend.js';
import { type Tensor, tf } from '../../src/nn/tf.js';
import { forwardVit } from '../../src/nn/vit.js';
import { vitConfig } from '../../src/nn/vit-config.js';
import { initVit } from '../../src/nn/vit-init.js';
import { drawn } from './_gradients.js';

test.before(async () => void (await openBackend()));

const config = vitConfig('micro', { depth: 2, patch: 8, imageSize: 32, registers: 1 });

test('tokens have the shapes of the grid, registers left out', (t) => {
	const weights = initVit(config, mulberry32(1));
	const { cls, patches } = forwardVit(config, weights, drawn(2, 3, 16, 40, 3));
	t.deepEqual(
		[cls.shape, patches.shape],
		[
			[3, 128],
			[3, 10, 128],
		],
	);
});

test('leaves no tensor beside its result and its gradients', (t) => {
	const weights = initVit(config, mulberry32(1));
	const images = drawn(2, 2, 32, 32, 3);
	const names = Object.keys(weights);
	const before = tf.memory().numTensors;
	tf.dispose(forwardVit(config, weights, images));
	t.is(tf.memory().numTensors, before);

	const loss = (...tensors: Tensor[]) => {
		const student = Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
		const dropPath = { rate: 0.5, random: mulberry32(3) };
		const { cls, patches } = forwardVit(config, student, images, { dropPath });
		return tf.add(tf.sum(cls), tf.sum(patches)) as tf.Scalar;
	};
	const gradients = tf.grads(loss)(Object.values(weights));
	t.is(tf.memory().numTensors, before + names.length);
	gradients.forEach((gradient, i) => void t.deepEqual(gradient.shape, Object.values(weights)[i]!.shape));
	tf.dispose(gradients);
});

test('drop path depends on the generator alone', (t) => {
	const weights = initVit(config, mulberry32(1));
	const images = drawn(2, 8, 32, 32, 3);
	const cls = (seed?: number) => {
		const dropPath = seed === undefined ? undefined : { rate: 0.5, random: mulberry32(seed) };
		return forwardVit(config, weights, images, { dropPath }).cls.dataSync();
	};
	t.deepEqual(cls(1), cls(1));
	t.notDeepEqual(cls(1), cls(2));
	t.notDeepEqual(cls(1), cls());
});

test('a missing tensor is named', (t) => {
	const { 'blocks.1.mlp.fc2.bias': _, ...weights } = initVit(config, mulberry32(1));
	t.throws(() => forwardVit(config, weights, drawn(2, 1, 32, 32, 3)), {
		message: /no tensor `blocks.1.mlp.fc2.bias`/,
	});
});
