import test from 'ava';
import { mulberry32 } from '../../../src/math/random.js';
import {
	backboneOf,
	createNetwork,
	createTeacher,
	type NetworkConfig,
	trainedNames,
} from '../../../src/nn/heads/networks.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { vitConfig, vitShapes } from '../../../src/nn/vit/config.js';
import { useBackend } from '../../support/backend.js';
import { leaked } from '../../support/golden.js';

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

test.serial('the teacher begins as the student without its pixel head, and outlives it', async (t) => {
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

test('the student alone has a mask token and a predictor; no file of a backbone has either', (t) => {
	const network = createNetwork(
		{ vit, maskToken: true, contrastHead: { hidden: 8, out: 4, predictor: true } },
		mulberry32(0),
	);
	t.deepEqual(network.mask_token!.shape, [1, 1, vit.width]);
	t.is(tf.sum(tf.abs(network.mask_token!)).dataSync()[0], 0);
	t.true('predictor_head.fc2.weight' in network);
	const shared = Object.keys(createTeacher(network)).filter((name) => !vitShapes(vit).has(name));
	t.true(shared.length > 0 && shared.every((name) => name.startsWith('contrast_head.')));
	t.deepEqual(Object.keys(backboneOf(network)), [...vitShapes(vit).keys()]);
});

test('what is frozen: fixed positions, MoCo v3’s patch projection, the class tokens’ prototypes at first', (t) => {
	const head = {
		hidden: 8,
		bottleneck: 4,
		prototypes: 6,
		prototypeLength: 'learned',
		frozenEpochs: 1,
	} as const;
	const frozen = (changes: Partial<NetworkConfig>, epoch: number) => {
		const network = { vit, prototypeHead: head, ...changes };
		const student = createNetwork(network, mulberry32(0));
		const trained = new Set(trainedNames(network, student, epoch));
		return Object.keys(student).filter((name) => !trained.has(name));
	};
	const prototypes = ['prototype_head.prototypes.weight', 'prototype_head.prototypes.length'];
	t.deepEqual(frozen({}, 0), prototypes);
	t.deepEqual(frozen({}, 1), []);
	t.deepEqual(
		frozen({ prototypeHead: { ...head, ownClassPrototypes: true } }, 0),
		prototypes.map((name) => name.replace('.prototypes', '.class_prototypes')),
	);
	t.deepEqual(frozen({ frozenPatches: true, vit: { ...vit, positions: 'fixed' } }, 1), [
		'pos_embed',
		'patch_embed.proj.weight',
		'patch_embed.proj.bias',
	]);
});

test('heads of MoCo v3 begin as PyTorch’s layers, prototypes of learned length at 1', (t) => {
	const network = createNetwork({ ...config, initialisation: 'moco-v3' }, mulberry32(0));
	const weights = network['contrast_head.fc1.weight']!;
	const bound = 1 / Math.sqrt(vit.width);
	t.true(tf.max(tf.abs(weights)).dataSync()[0]! <= bound);
	t.true(Math.abs(tf.mean(tf.abs(weights)).dataSync()[0]! / (bound / 2) - 1) < 0.05);
	const learned = { hidden: 8, bottleneck: 4, prototypes: 6, prototypeLength: 'learned' } as const;
	const lengths = createNetwork({ vit, prototypeHead: learned }, mulberry32(0))[
		'prototype_head.prototypes.length'
	]!;
	t.deepEqual([...lengths.dataSync()], [1, 1, 1, 1, 1, 1]);
});
