import test from 'ava';
import { fnv1a, mulberry32 } from '../../../src/math/random.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { vitConfig, vitShapes } from '../../../src/nn/vit/config.js';
import { initVit, untrainedVit } from '../../../src/nn/vit/init.js';
import { weight } from '../../../src/nn/weights.js';
import { useBackend } from '../../support/backend.js';

test.before(async () => void (await useBackend()));

test('the untrained reference network starts with the published values', (t) => {
	const weights = untrainedVit();
	const starts = {
		cls_token: [0.033903785, -0.0146878306, 0.00398277119],
		'patch_embed.proj.weight': [0.0167048927, -2.4597477e-5, 0.0297912657],
		'blocks.11.mlp.fc2.weight': [0.0297452882, -0.00767586939, -0.012368517],
	};
	t.is(fnv1a('0:cls_token'), 2104953663);
	for (const [name, expected] of Object.entries(starts)) {
		t.deepEqual(
			Array.from(weight(weights, name).dataSync().slice(0, 3)),
			Array.from(Float32Array.from(expected)),
		);
	}
	tf.dispose(weights);
});

test('fresh weights have every tensor in its shape, and the spread of their layer', (t) => {
	const config = vitConfig('micro', { imageSize: 64, layerScale: true, registers: 2 });
	const weights = initVit(config, mulberry32(7));
	const shapes = Object.entries(weights).map(([name, tensor]) => [name, tensor.shape]);
	t.deepEqual(shapes, [...vitShapes(config)]);

	const { mean, variance } = tf.moments(weight(weights, 'blocks.1.mlp.fc1.weight'));
	t.true(Math.abs(mean.dataSync()[0]!) < 3e-4);
	t.true(Math.abs(Math.sqrt(variance.dataSync()[0]!) - 0.02) < 3e-4);
	t.true(tf.max(tf.abs(weight(weights, 'patch_embed.proj.weight'))).dataSync()[0]! <= 1 / Math.sqrt(768));
	t.is(tf.sum(tf.abs(weight(weights, 'blocks.0.attn.qkv.bias'))).dataSync()[0], 0);
	t.is(tf.min(weight(weights, 'blocks.0.norm1.weight')).dataSync()[0], 1);
	t.is(weight(weights, 'blocks.0.ls1.gamma').dataSync()[0], Math.fround(1e-5));
	tf.dispose(weights);
});

test('the same generator gives the same weights', (t) => {
	const config = vitConfig('micro', { depth: 1, imageSize: 32 });
	const draw = (seed: number) => initVit(config, mulberry32(seed)).pos_embed!.dataSync();
	t.deepEqual(draw(3), draw(3));
	t.notDeepEqual(draw(3), draw(4));
});

test('MoCo v3: Xavier-uniform, each of queries, keys and values a layer', (t) => {
	const config = vitConfig('micro', { depth: 1, imageSize: 32, positions: 'fixed' });
	const weights = initVit(config, mulberry32(7), 'moco-v3');
	const bounds = {
		'patch_embed.proj.weight': Math.sqrt(6 / (3 * 16 ** 2 + 128)),
		'blocks.0.attn.qkv.weight': Math.sqrt(6 / (128 + 128)),
		'blocks.0.mlp.fc1.weight': Math.sqrt(6 / (512 + 128)),
	};
	for (const [name, bound] of Object.entries(bounds)) {
		const largest = tf.max(tf.abs(weight(weights, name))).dataSync()[0]!;
		t.true(largest <= bound && largest > 0.99 * bound, `${name}: ${largest}`);
	}
	t.is(tf.max(tf.abs(weight(weights, 'patch_embed.proj.bias'))).dataSync()[0], 0);
	t.is(tf.min(weight(weights, 'norm.weight')).dataSync()[0], 1);
	t.true(tf.max(tf.abs(weight(weights, 'cls_token'))).dataSync()[0]! < 1e-5);
	tf.dispose(weights);
});
