import { mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { loadVit } from '../../../src/nn/files/load-vit.js';
import { vitMetadata } from '../../../src/nn/files/vit-metadata.js';
import { writeSafetensors } from '../../../src/nn/files/write-safetensors.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { vitConfig, vitShapes } from '../../../src/nn/vit/config.js';
import { sincosPositions } from '../../../src/nn/vit/position.js';
import { forwardVit } from '../../../src/nn/vit/vit.js';
import { useBackend } from '../../support/backend.js';
import { agrees } from '../../support/fidelity.js';
import { fileValues, goldenImages, sampleError, vitGolden } from '../../support/vit-golden.js';

const folder = await mkdtemp(path.join(tmpdir(), 'load-vit-'));

test.before(async () => void (await useBackend()));

type Shapes = Readonly<Record<string, readonly number[]>>;

type Values = (name: string, shape: readonly number[]) => Float32Array;

async function write(
	name: string,
	shapes: Shapes,
	metadata = {},
	valuesOf: Values = fileValues,
): Promise<string> {
	const file = path.join(folder, `${name.replaceAll(/\W/g, '-')}.safetensors`);
	const tensors = Object.entries(shapes).map(([tensor, shape]) => ({
		name: tensor,
		shape,
		values: () => valuesOf(tensor, shape),
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
	await writeFile(
		path.join(folder, 'config.json'),
		'\uFEFF{"num_attention_heads": 4, "layer_norm_eps": 1e-12}',
	);
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

for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
	test(`a weight of ${bad} is refused, naming tensor and file`, async (t) => {
		const file = await write(`bad ${bad}`, plain.tensors, {}, (name, shape) =>
			name === 'blocks.0.attn.proj.weight'
				? fileValues(name, shape).fill(bad, 7, 8)
				: fileValues(name, shape),
		);
		const { message } = await t.throwsAsync(loadVit(file, withHeads));
		t.true(message.startsWith(`\`${file}\`: tensor \`blocks.0.attn.proj.weight\` holds \`${bad}\``), message);
	});
}

test('modules that only wrap others leave no trace in the names', async (t) => {
	const wrapped = Object.fromEntries(
		Object.entries(plain.tensors).map(([name, shape]) => [
			`_orig_mod.${name.replace(/^blocks\.(\d+)\./, 'blocks.$1._checkpoint_wrapped_module._orig_mod.')}`,
			shape,
		]),
	);
	const { config, weights } = await loadVit(await write('wrapped', wrapped), withHeads);
	t.is(config.depth, 2);
	t.deepEqual(Object.keys(weights).sort(), Object.keys(plain.tensors).sort());
	tf.dispose(weights);
});

test('blocks of names that are not understood are named, with the file', async (t) => {
	const renamed = Object.fromEntries(
		Object.entries(plain.tensors).map(([name, shape]) => [name.replace('blocks.', 'blocks.inner_'), shape]),
	);
	const { message } = await t.throwsAsync(loadVit(await write('renamed', renamed)));
	t.regex(message, /renamed.safetensors` holds a `cls_token`, but not the ViT/);
	t.regex(message, /unexpected: `blocks.inner_0.norm1.weight`/);
});

test('a bias that only some blocks have is missing in the others', async (t) => {
	const { 'blocks.1.attn.qkv.bias': _, ...rest } = plain.tensors;
	await t.throwsAsync(loadVit(await write('one bias', rest), withHeads), {
		message: /missing: `blocks.1.attn.qkv.bias`/,
	});
});

test('MoCo v3’s ViT-S is known by its position table', async (t) => {
	const small = Object.fromEntries(vitShapes(vitConfig('small', { depth: 1, imageSize: 64 })));
	const file = await write('moco', small, {}, (name, shape) =>
		name === 'pos_embed' ? sincosPositions(384, 4) : fileValues(name, shape),
	);
	const { config, weights } = await loadVit(file);
	t.like(config, { heads: 12, positions: 'fixed' });
	tf.dispose(weights);
});

test('rows of the position table that belong to registers are refused', async (t) => {
	const shapes = { ...plain.tensors, reg_token: [1, 8, 32], pos_embed: [1, 1 + 8 + 16, 32] };
	await t.throwsAsync(loadVit(await write('eight', shapes), withHeads), {
		message: /`pos_embed` has 25 rows, which may be 16 patches, CLS and 8 registers/,
	});
});

for (const { what, tensor, change } of [
	{ what: 'periods of rotary positions', tensor: 'rope_embed.periods', change: 2 },
	{ what: 'a mask of biases', tensor: 'blocks.1.attn.qkv.bias_mask', change: Number.NaN },
]) {
	test(`${what} that are not those computed are refused`, async (t) => {
		const file = await write(
			`other ${tensor}`,
			shapes('DINOv3’s repository'.replace('’', "'")),
			{},
			(name, shape) => (name === tensor ? fileValues(name, shape).fill(change) : fileValues(name, shape)),
		);
		await t.throwsAsync(loadVit(file, withHeads), {
			message: new RegExp(`tensor \`${tensor}\` is not what is computed`),
		});
	});
}

test('a folder may hold `pytorch_model.bin`, and one of shards is named as such', async (t) => {
	const bin = await mkdtemp(path.join(folder, 'bin-'));
	await rename(await write('to move', plain.tensors), path.join(bin, 'pytorch_model.bin'));
	const { weights } = await loadVit(bin, withHeads);
	tf.dispose(weights);
	const sharded = await mkdtemp(path.join(folder, 'sharded-'));
	await writeFile(path.join(sharded, 'model.safetensors.index.json'), '{}');
	await t.throwsAsync(loadVit(sharded), { message: /holds sharded weights .*max_shard_size/ });
	await t.throwsAsync(loadVit(path.join(folder, 'nothing')), { message: /nothing` doesn't exist/ });
	await t.throwsAsync(loadVit(await mkdtemp(path.join(folder, 'empty-'))), { message: /holds none of/ });
});

test('of two networks the averaged one is the teacher', async (t) => {
	const both = Object.fromEntries(
		['state_dict.', 'state_dict_ema.'].flatMap((prefix) =>
			Object.entries(plain.tensors).map(([name, shape]) => [`${prefix}${name}`, shape]),
		),
	);
	const { weights } = await loadVit(await write('ema', both), withHeads);
	t.deepEqual(
		Array.from(weights.cls_token!.dataSync()),
		Array.from(fileValues('state_dict_ema.cls_token', [1, 1, 32])),
	);
	tf.dispose(weights);
});
