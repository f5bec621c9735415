import test from 'ava';
import { mulberry32 } from '../../../src/math/random.js';
import { drawBranchFactors } from '../../../src/nn/layers/drop-path.js';
import { layerNorm } from '../../../src/nn/layers/layer-norm.js';
import { type Tensor, tf } from '../../../src/nn/tf/tf.js';
import { vitConfig } from '../../../src/nn/vit/config.js';
import { initVit, untrainedVit } from '../../../src/nn/vit/init.js';
import { forwardVit } from '../../../src/nn/vit/vit.js';
import type { Weights } from '../../../src/nn/weights.js';
import { useBackend } from '../../support/backend.js';
import { agrees } from '../../support/fidelity.js';
import { drawn, relativeError } from '../../support/gradients.js';
import { fileValues, goldenImages, sampleError, vitGolden } from '../../support/vit-golden.js';

test.before(async () => void (await useBackend()));

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
		const branchFactors = drawBranchFactors(config.depth, images.shape[0]!, {
			rate: 0.5,
			random: mulberry32(3),
		});
		const { cls, patches } = forwardVit(config, student, images, { branchFactors });
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
		const draw = (seed: number) =>
			drawBranchFactors(config.depth, images.shape[0]!, { rate: 0.5, random: mulberry32(seed) });
		const branchFactors = seed === undefined ? undefined : draw(seed);
		return forwardVit(config, weights, images, { branchFactors }).cls.dataSync();
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

for (const { size, depth, patch, imageSize, image, cls, patches, keys } of vitGolden.sizes) {
	test(`${size}, patch ${patch}: tokens and keys as timm's in float64`, (t) => {
		const golden = vitConfig(size, { depth, patch, imageSize });
		const weights = untrainedVit(golden);
		const tokens = forwardVit(golden, weights, goldenImages(image));
		const last = forwardVit(golden, weights, goldenImages(image), { features: 'keys' });
		const errors = [
			sampleError(tokens.cls, cls),
			sampleError(tokens.patches, patches),
			sampleError(last.patches, keys!),
		];
		agrees(t, 'vit', Math.max(...errors));
		tf.dispose([weights, tokens, last]);
	});
}

test("every gradient is timm's in float64", (t) => {
	const { tensors, image, gradients } = vitGolden.gradients;
	const golden = vitConfig('micro', {
		width: 32,
		depth: 2,
		heads: 2,
		patch: 8,
		imageSize: 32,
		layerScale: true,
	});
	const names = Object.keys(tensors);
	const values = names.map((name) => tf.tensor(fileValues(name, tensors[name]!), tensors[name]!));
	const loss = (...student: Tensor[]) => {
		const weights = Object.fromEntries(names.map((name, i) => [name, student[i]!]));
		const { cls, patches } = forwardVit(golden, weights, goldenImages(image));
		const weighted = (x: Tensor, seed: number) => tf.sum(tf.mul(x, drawn(seed, ...x.shape)));
		return tf.add(weighted(cls, 7), weighted(patches, 8)) as tf.Scalar;
	};
	tf.grads(loss)(values).forEach((gradient, i) => {
		const { norm, ...sample } = gradients[names[i]!]!;
		const length = tf.norm(gradient).dataSync()[0]!;
		agrees(t, 'vitGradients', Math.abs(length / norm - 1), `norm of ${names[i]}`);
		agrees(t, 'vitGradients', sampleError(gradient, sample), names[i]);
	});
});

test('without the final norm, tokens are those that it is given', (t) => {
	const weights = initVit(config, mulberry32(1));
	const images = drawn(2, 2, 32, 32, 3);
	const raw = forwardVit(config, weights, images, { finalNorm: false });
	const normed = layerNorm(raw.patches, weights['norm.weight']!, weights['norm.bias']!, config.epsilon);
	const error = relativeError(normed.dataSync(), forwardVit(config, weights, images).patches.dataSync());
	t.true(error < 1e-6, `${error}`);
});

test('masked patches are the mask token, whatever their pixels', (t) => {
	const token = drawn(9, 1, 1, config.width);
	const weights: Weights = { ...initVit(config, mulberry32(1)), mask_token: token };
	const images = drawn(2, 1, 32, 32, 3);
	const count = 4 * (16 / config.patch) ** 2;
	const masked = tf.tensor2d([1, ...new Array<number>(count - 1).fill(0)], [1, count]);
	const left = tf.greaterEqual(tf.range(0, 32), config.patch);
	const inside = tf.logicalOr(tf.reshape(left, [1, 32, 1, 1]), tf.reshape(left, [1, 1, 32, 1]));
	const changed = tf.mul(images, tf.cast(inside, 'float32'));
	const tokens = (x: Tensor) => forwardVit(config, weights, x, { masked }).patches.dataSync();
	t.deepEqual(tokens(images), tokens(changed));
	t.notDeepEqual(tokens(images), forwardVit(config, weights, images).patches.dataSync());

	const gradients = tf.grads((mask, projection) => {
		const changedWeights = { ...weights, mask_token: mask, 'patch_embed.proj.weight': projection };
		return tf.sum(tf.square(forwardVit(config, changedWeights, images, { masked: tf.ones([1, count]) }).cls));
	})([token, weights['patch_embed.proj.weight']!]);
	t.true(tf.norm(gradients[0]!).dataSync()[0]! > 0);
	t.is(tf.norm(gradients[1]!).dataSync()[0], 0, 'hidden pixels teach nothing');
});
