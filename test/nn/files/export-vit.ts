import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { mulberry32 } from '../../../src/math/random.js';
import { exportHuggingFace, exportTimm } from '../../../src/nn/files/export-vit.js';
import { loadVit } from '../../../src/nn/files/load-vit.js';
import { openSafetensors } from '../../../src/nn/files/read-safetensors.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { type VitConfig, vitConfig } from '../../../src/nn/vit/config.js';
import { initVit } from '../../../src/nn/vit/init.js';
import { forwardVit } from '../../../src/nn/vit/vit.js';
import { useBackend } from '../../support/backend.js';
import { drawn, relativeError } from '../../support/gradients.js';
import { vitGolden } from '../../support/vit-golden.js';

const folder = await mkdtemp(path.join(tmpdir(), 'export-vit-'));

test.before(async () => void (await useBackend()));

const base = { width: 32, depth: 2, heads: 2, imageSize: 32, patch: 8 };
const cases: readonly [what: string, config: VitConfig, huggingFace: string][] = [
	['a plain ViT', vitConfig('micro', { ...base, mlpWidth: 64 }), 'transformers, ViTModel'],
	['LayerScale', vitConfig('micro', { ...base, layerScale: true }), 'transformers, Dinov2Model'],
	[
		'registers',
		vitConfig('micro', { ...base, layerScale: true, registers: 4, positionResize: 'bicubic-antialias' }),
		'transformers, Dinov2WithRegistersModel',
	],
	[
		'SwiGLU',
		vitConfig('micro', { ...base, layerScale: true, mlp: 'swiglu', mlpWidth: 88 }),
		'transformers, Dinov2Model with SwiGLU',
	],
];

async function shapesOf(file: string): Promise<[string, readonly number[]][]> {
	const opened = await openSafetensors(file);
	await opened.close();
	return [...opened.tensors].map(([name, { shape }]) => [name, shape] as [string, readonly number[]]).sort();
}

for (const [what, config, huggingFace] of cases) {
	test(`${what}: exported to transformers by its own names, and loaded with the same tokens`, async (t) => {
		const weights = initVit(config, mulberry32(1));
		const out = path.join(folder, what.replaceAll(' ', '-'));
		await exportHuggingFace(out, config, weights);
		const theirs = vitGolden.files.find(({ title }) => title === huggingFace)!.tensors;
		const names = Object.entries(theirs).filter(([name]) => !name.startsWith('pooler.'));
		t.deepEqual(await shapesOf(path.join(out, 'model.safetensors')), names.sort());
		await assertSameTokens(t, out, config, weights);
	});

	test(`${what}: exported to timm, and loaded with the same tokens`, async (t) => {
		const weights = initVit(config, mulberry32(1));
		const out = path.join(folder, `${what.replaceAll(' ', '-')}.safetensors`);
		await exportTimm(out, config, weights);
		await assertSameTokens(t, out, config, weights);
	});
}

async function assertSameTokens(
	t: import('ava').ExecutionContext,
	source: string,
	config: VitConfig,
	weights: ReturnType<typeof initVit>,
): Promise<void> {
	const loaded = await loadVit(source, { config: { heads: 2 } });
	t.deepEqual(loaded.config, config);
	const images = drawn(3, 1, 24, 40, 3);
	const [before, after] = [
		forwardVit(config, weights, images),
		forwardVit(loaded.config, loaded.weights, images),
	];
	t.true(relativeError(after.patches.dataSync(), before.patches.dataSync()) < 1e-6);
	tf.dispose([weights, loaded.weights, before, after]);
}

test('config.json says what transformers asks', async (t) => {
	const config = vitConfig('micro', { ...base, depth: 1 });
	await exportHuggingFace(path.join(folder, 'described'), config, initVit(config, mulberry32(1)));
	const described = JSON.parse(await readFile(path.join(folder, 'described/config.json'), 'utf8'));
	t.like(described, {
		model_type: 'vit',
		hidden_size: 32,
		num_attention_heads: 2,
		intermediate_size: 128,
		layer_norm_eps: 1e-6,
	});
});

test('what the other programs cannot hold is refused', async (t) => {
	const rotary = vitConfig('micro', { positions: 'rotary' });
	await t.throwsAsync(exportTimm('x', rotary, {}), {
		message: /`rotary` positions \(DINOv3\) is not exported/,
	});
	const odd = vitConfig('micro', { layerScale: true, mlpWidth: 100 });
	await t.throwsAsync(exportHuggingFace('x', odd, {}), {
		message: /perceptron `100` wide in a ViT `128` wide/,
	});
});
