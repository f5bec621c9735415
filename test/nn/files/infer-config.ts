import test from 'ava';
import { type FileHints, inferVitConfig } from '../../../src/nn/files/infer-config.js';
import type { TensorFile } from '../../../src/nn/files/tensor-file.js';
import { type VitConfig, vitConfig, vitShapes } from '../../../src/nn/vit/config.js';

/** What is inferred of weights of this architecture, found in such a file. */
function inferred(
	config: VitConfig,
	{ prefix = '', huggingFace }: Partial<FileHints> = {},
	beside: string[] = [],
) {
	const tensors = new Map(beside.map((name) => [name, { dtype: 'F32', shape: [1] }]));
	const file = { path: 'file', tensors, metadata: {} } as unknown as TensorFile;
	return inferVitConfig(file, vitShapes(config), { prefix, huggingFace });
}

const published: [string, VitConfig][] = [
	['DINO and iBOT, ViT-S/16', vitConfig('small')],
	['DINO, ViT-S/8', vitConfig('small', { patch: 8 })],
	['DINO, iBOT, MSN and DeiT, ViT-B/16', vitConfig('base')],
	['DINOv2, ViT-S/14', vitConfig('small', { patch: 14, imageSize: 518, layerScale: true })],
	[
		'DINOv2 with registers, ViT-L/14',
		vitConfig('large', {
			patch: 14,
			imageSize: 518,
			layerScale: true,
			registers: 4,
			positionResize: 'bicubic-antialias',
		}),
	],
	[
		'DINOv2, ViT-g/14',
		vitConfig('large', {
			width: 1536,
			depth: 40,
			heads: 24,
			mlpWidth: 4096,
			mlp: 'swiglu',
			patch: 14,
			imageSize: 518,
			layerScale: true,
		}),
	],
	[
		'DINOv3, ViT-S+/16',
		vitConfig('small', {
			positions: 'rotary',
			registers: 4,
			layerScale: true,
			mlp: 'swiglu',
			epsilon: 1e-5,
			positionResize: 'bicubic-antialias',
		}),
	],
];

for (const [what, config] of published) {
	test(`the architecture of ${what} follows from its shapes`, (t) =>
		void t.deepEqual(inferred(config), config));
}

test('MoCo v3: 12 heads in ViT-S, fixed positions', (t) => {
	const small = inferred(vitConfig('small'), { prefix: 'module.momentum_encoder.' });
	t.like(small, { heads: 12, positions: 'fixed' });
	t.is(inferred(vitConfig('base'), { prefix: 'module.base_encoder.' }).heads, 12);
});

test('MAE: fixed positions', (t) => {
	t.is(inferred(vitConfig('base'), {}, ['model.decoder_pos_embed']).positions, 'fixed');
});

test('config.json overrules conventions', (t) => {
	const huggingFace = { num_attention_heads: 3, layer_norm_eps: 1e-12 };
	t.like(inferred(vitConfig('small'), { huggingFace }), { heads: 3, epsilon: 1e-12 });
});

test('a file of hundreds of thousands of tensors has a depth too', (t) => {
	const config = vitConfig('micro', { depth: 1 });
	const shapes = new Map(vitShapes(config));
	for (let i = 0; i < 300_000; i++) shapes.set(`blocks.${i}.norm1.bias`, [config.width]);
	const file = { path: 'file', tensors: new Map(), metadata: {} } as unknown as TensorFile;
	t.is(inferVitConfig(file, shapes, { prefix: '', huggingFace: undefined }).depth, 300_000);
});
