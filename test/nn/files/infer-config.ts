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
	const huggingFace = new Map([
		['num_attention_heads', 3],
		['layer_norm_eps', 1e-12],
	]);
	t.like(inferred(vitConfig('small'), { huggingFace }), { heads: 3, epsilon: 1e-12 });
});

test('a file of hundreds of thousands of tensors has a depth too', (t) => {
	const config = vitConfig('small', { depth: 1 });
	const shapes = new Map(vitShapes(config));
	for (let i = 0; i < 300_000; i++) shapes.set(`blocks.${i}.norm1.bias`, [config.width]);
	const file = { path: 'file', tensors: new Map(), metadata: {} } as unknown as TensorFile;
	t.is(inferVitConfig(file, shapes, { prefix: '', huggingFace: undefined }).depth, 300_000);
});

const [gelu, rotary] = [{}, { positions: 'rotary', epsilon: 1e-5 }] as const;

/** Width and heads as the published code has them: timm, MAE, DeiT III, DINOv2, DINOv3, MoCo v3. */
for (const [what, width, heads, changes] of [
	['ViT-Ti (timm, DeiT III)', 192, 3, gelu],
	['ViT-S (timm, DeiT III, DINO, DINOv2)', 384, 6, gelu],
	['ViT-M (DeiT III)', 512, 8, gelu],
	['ViT-B (timm, MAE, DeiT III, DINOv2, MoCo v3)', 768, 12, gelu],
	['ViT-L (timm, MAE, DeiT III, DINOv2)', 1024, 16, gelu],
	['ViT-H (timm, MAE, DeiT III)', 1280, 16, gelu],
	['ViT-g (timm)', 1408, 16, { mlpWidth: 6144 }],
	['ViT-g (DINOv2)', 1536, 24, { mlp: 'swiglu', mlpWidth: 4096, layerScale: true }],
	['ViT-G (timm)', 1664, 16, { mlpWidth: 8192 }],
	['ViT-S (DINOv3)', 384, 6, rotary],
	['ViT-B (DINOv3)', 768, 12, rotary],
	['ViT-L (DINOv3)', 1024, 16, rotary],
	['ViT-H+ (DINOv3)', 1280, 20, { ...rotary, mlp: 'swiglu', mlpWidth: 5120 }],
	['ViT-7B (DINOv3)', 4096, 32, { ...rotary, mlp: 'swiglu', mlpWidth: 8192 }],
] as const) {
	test(`heads of ${what}`, (t) => {
		const config = vitConfig('large', { width, depth: 1, heads, ...changes });
		t.deepEqual(inferred(config), config);
	});
}

test('heads of MoCo v3’s ViT-S without its prefix follow from its position table', (t) => {
	const config = vitConfig('small-12-heads', { depth: 1, positions: 'fixed' });
	const file = { path: 'file', tensors: new Map(), metadata: {} } as unknown as TensorFile;
	t.deepEqual(inferVitConfig(file, vitShapes(config), { prefix: '', hasMocoTable: true }), config);
});

test('heads of a size that nobody published are asked for', (t) => {
	const file = { path: 'a.pth', tensors: new Map(), metadata: {} } as unknown as TensorFile;
	const shapes = vitShapes(vitConfig('micro'));
	t.throws(() => inferVitConfig(file, shapes, { prefix: '' }), {
		message: /^`a.pth` does not tell its number of attention heads, .* 128 wide .*`model.heads`/,
	});
	t.is(inferVitConfig(file, shapes, { prefix: '' }, { heads: 4 }).heads, 4);
});

for (const [field, value] of [
	['depth', 1e9],
	['epsilon', -1],
	['epsilon', 'NaN'],
	['mlp', 'evil'],
	['positions', 'x'],
	['registers', -1],
	['colour', 1],
] as const) {
	test(`metadata of a ViT with \`${field}\` ${value} is refused by the file’s name`, (t) => {
		const config = vitConfig('micro', { depth: 1 });
		const metadata = { vit: JSON.stringify({ ...config, [field]: value }) };
		const file = { path: 'a.safetensors', tensors: new Map(), metadata } as unknown as TensorFile;
		t.throws(() => inferVitConfig(file, vitShapes(config), { prefix: '' }), {
			message: /^`a.safetensors`.*damaged/,
		});
	});
}

test('metadata that is not JSON is refused by the file’s name', (t) => {
	const file = { path: 'a.safetensors', tensors: new Map(), metadata: { vit: '{' } } as unknown as TensorFile;
	t.throws(() => inferVitConfig(file, vitShapes(vitConfig('micro')), { prefix: '' }), {
		message: /^`a.safetensors`: its metadata `vit` is not JSON/,
	});
});
