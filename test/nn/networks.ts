import test from 'ava';
import { mulberry32 } from '../../src/flow/random.js';
import { backboneOf, createNetwork, createTeacher, type NetworkConfig } from '../../src/nn/networks.js';
import { tf } from '../../src/nn/tf.js';
import { vitConfig, vitShapes } from '../../src/nn/vit-config.js';
import { useBackend } from '../_backend.js';
import { leaked } from './_golden.js';

const vit = vitConfig('micro', { depth: 1, imageSize: 32 });
const config: NetworkConfig = {
	vit,
	contrastHead: { hidden: 32, out: 16 },
	prototypeHead: { hidden: 32, bottleneck: 16, prototypes: 64 },
	pixelHead: { layers: 2 },
};

test.before(useBackend);

test('the backbone keeps timm’s names beside the heads', (t) => {
	const network = createNetwork(config, mulberry32(0));
	t.deepEqual(Object.keys(backboneOf(network)), [...vitShapes(vit).keys()]);
	const heads = new Set(Object.keys(network).flatMap((name) => /^\w+_head(?=\.)/.exec(name) ?? []));
	t.deepEqual([...heads], ['contrast_head', 'prototype_head', 'pixel_head']);
});

test('a loss that is left out has no head', (t) => {
	t.deepEqual(Object.keys(createNetwork({ vit }, mulberry32(0))), [...vitShapes(vit).keys()]);
});

test('heads begin with a deviation of 0.02, zero biases and norms of one', (t) => {
	const network = createNetwork(config, mulberry32(0));
	const { variance } = tf.moments(network['prototype_head.prototypes.weight']!);
	t.true(Math.abs(Math.sqrt(variance.dataSync()[0]!) / 0.02 - 1) < 0.05);
	t.deepEqual([...new Set(network['prototype_head.fc1.bias']!.dataSync())], [0]);
	t.deepEqual([...new Set(network['contrast_head.norm1.weight']!.dataSync())], [1]);
	t.deepEqual([...new Set(network['contrast_head.norm1.bias']!.dataSync())], [0]);
});

test('the same random numbers make the same network', (t) => {
	const [one, other] = [createNetwork(config, mulberry32(3)), createNetwork(config, mulberry32(3))];
	for (const name of Object.keys(one)) t.deepEqual(one[name]!.dataSync(), other[name]!.dataSync());
});

test('the teacher begins as the student without its pixel head, and outlives it', async (t) => {
	const left = await leaked(() => {
		const student = createNetwork(config, mulberry32(0));
		const teacher = createTeacher(student);
		t.deepEqual(
			Object.keys(teacher),
			Object.keys(student).filter((name) => !name.startsWith('pixel_head.')),
		);
		const before = student.cls_token!.dataSync().slice();
		tf.dispose(student);
		t.deepEqual(teacher.cls_token!.dataSync(), before);
		tf.dispose(teacher);
	});
	t.is(left, 0);
});
