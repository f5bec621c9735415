import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { vitMetadata } from '../../../src/nn/files/export-vit.js';
import { loadVit } from '../../../src/nn/files/load-vit.js';
import { writeSafetensors } from '../../../src/nn/files/write-safetensors.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { vitConfig } from '../../../src/nn/vit/config.js';
import { forwardVit } from '../../../src/nn/vit/vit.js';
import { useBackend } from '../../support/backend.js';
import { agrees } from '../../support/fidelity.js';
import { fileValues, goldenImages, sampleError, vitGolden } from '../../support/vit-golden.js';

const folder = await mkdtemp(path.join(tmpdir(), 'load-vit-'));

test.before(async () => void (await useBackend()));

type Shapes = Readonly<Record<string, readonly number[]>>;

async function write(name: string, shapes: Shapes, metadata = {}): Promise<string> {
	const file = path.join(folder, `${name.replaceAll(/\W/g, '-')}.safetensors`);
	const tensors = Object.entries(shapes).map(([tensor, shape]) => ({
		name: tensor,
		shape,
		values: () => fileValues(tensor, shape),
	}));
	await writeSafetensors(file, tensors, metadata);
	return file;
}

for (const { title, tensors, image, cls, patches, keys, config, network } of vitGolden.files) {
	test(`gives the tokens of ${title}`, async (t) => {
		const vit = await loadVit(await write(title, tensors), { network, config });
		const tokens = forwardVit(vit.config, vit.weights, goldenImages(image));
		const errors = [sampleError(tokens.cls, cls), sampleError(tokens.patches, patches)];
		if (keys) {
			const lastKeys = forwardVit(vit.config, vit.weights, goldenImages(image), { features: 'keys' });
			errors.push(sampleError(lastKeys.patches, keys));
		}
		agrees(t, 'files', Math.max(...errors));
		tf.dispose(vit.weights);
	});
}

const plain = vitGolden.files[0]!;
const shapes = (title: string): Shapes =>
	vitGolden.files.find((file) => file.title.startsWith(title))!.tensors;
const withHeads = { config: { heads: 2 } };

test.serial('missing, unexpected and misshapen tensors are named in one error', async (t) => {
	const { 'blocks.1.norm2.weight': _, ...rest } = plain.tensors;
	const file = await write('wrong', { ...rest, 'norm_pre.weight': [32], 'blocks.0.mlp.fc2.bias': [31] });
	const before = tf.memory().numTensors;
	const error = await t.throwsAsync(loadVit(file, withHeads));
	t.regex(
		error.message,
		/wrong.safetensors` does not hold the ViT it seems to be \(32 wide, 2 deep, patch 16\)/,
	);
	t.regex(error.message, /missing: `blocks.1.norm2.weight`\n/);
	t.regex(error.message, /unexpected: `norm_pre.weight`\n/);
	t.regex(error.message, /of another shape: `blocks.0.mlp.fc2.bias` is \[31\], not \[32\]\n/);
	t.is(tf.memory().numTensors, before);
});

test('a file without a vision transformer is refused', async (t) => {
	const file = await write('resnet', { 'layer1.0.conv1.weight': [2, 2] });
	await t.throwsAsync(loadVit(file), {
		message: /no vision transformer with a `cls_token` among `layer1.0.conv1.weight`/,
	});
});

test('of several networks one must be named as student or teacher', async (t) => {
	const file = await write('two', { 'a.cls_token': [1, 1, 8], 'b.cls_token': [1, 1, 8] });
	await t.throwsAsync(loadVit(file), { message: /several networks, at `a.`, `b.`, none named a teacher/ });
});

test('heads and ε come from `config.json` beside the weights', async (t) => {
	await writeFile(path.join(folder, 'config.json'), '{"num_attention_heads": 4, "layer_norm_eps": 1e-12}');
	await write('model', shapes('transformers, ViTModel'));
	const { config, weights } = await loadVit(folder);
	t.like(config, { heads: 4, epsilon: 1e-12 });
	tf.dispose(weights);
});

test("this project's files say what they are in their metadata", async (t) => {
	const saved = vitConfig('micro', {
		width: 32,
		depth: 2,
		heads: 8,
		mlpWidth: 128,
		imageSize: 64,
		epsilon: 1e-3,
	});
	const { config, weights } = await loadVit(await write('own', plain.tensors, vitMetadata(saved)));
	t.deepEqual(config, saved);
	tf.dispose(weights);
});

test('heads that are only in the training checkpoint of a student do not disturb', async (t) => {
	const heads = {
		'contrast_head.fc1.weight': [4, 32],
		'prototype_head.prototypes.weight': [9, 4],
		'pixel_head.fc1.bias': [3],
	};
	const { weights } = await loadVit(await write('student', { ...plain.tensors, ...heads }), withHeads);
	t.deepEqual(Object.keys(weights).sort(), Object.keys(plain.tensors).sort());
	tf.dispose(weights);
});
