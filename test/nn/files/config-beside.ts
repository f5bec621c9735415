import test from 'ava';
import { checkConfigBeside } from '../../../src/nn/files/config-beside.js';
import { type VitConfig, vitConfig } from '../../../src/nn/vit/config.js';

const biases = { hasBias: true, hasKeyBias: true };

function check(config: VitConfig, fields: object, found = biases): void {
	checkConfigBeside({ path: 'net/config.json', fields: new Map(Object.entries(fields)) }, config, found);
}

const vit = vitConfig('base');
const dinov2 = vitConfig('large', {
	width: 1536,
	heads: 24,
	mlpWidth: 4096,
	mlp: 'swiglu',
	layerScale: true,
});
const dinov3 = vitConfig('small', { positions: 'rotary', registers: 4, layerScale: true, epsilon: 1e-5 });

/** As transformers writes them. */
const whole = {
	vit: {
		architectures: ['ViTModel'],
		attention_probs_dropout_prob: 0,
		dtype: 'float32',
		encoder_stride: 16,
		hidden_act: 'gelu',
		hidden_dropout_prob: 0,
		hidden_size: 768,
		image_size: 224,
		initializer_range: 0.02,
		intermediate_size: 3072,
		layer_norm_eps: 1e-12,
		model_type: 'vit',
		num_attention_heads: 12,
		num_channels: 3,
		num_hidden_layers: 12,
		patch_size: 16,
		pooler_act: 'tanh',
		pooler_output_size: 768,
		qkv_bias: true,
		transformers_version: '4.57.0',
	},
	dinov2: {
		model_type: 'dinov2',
		hidden_act: 'gelu',
		mlp_ratio: 4,
		use_swiglu_ffn: true,
		image_size: [224, 224],
	},
	dinov3: {
		model_type: 'dinov3_vit',
		hidden_act: 'gelu',
		intermediate_size: 1536,
		image_size: 512,
		key_bias: false,
		query_bias: true,
		num_register_tokens: 4,
		rope_theta: 100.0,
		pos_embed_rescale: 2.0,
		use_gated_mlp: false,
	},
};

test('descriptions of published networks agree with what is computed', (t) => {
	t.notThrows(() => check(vit, whole.vit));
	t.notThrows(() => check(dinov2, whole.dinov2));
	t.notThrows(() => check(dinov3, whole.dinov3, { hasBias: true, hasKeyBias: false }));
});

for (const [config, field, value, supported] of [
	[vit, 'hidden_act', 'relu', '"gelu"` or `"gelu_python"'],
	[vit, 'hidden_act', 'quick_gelu', '"gelu"` or `"gelu_python"'],
	[vit, 'hidden_size', 384, '768'],
	[vit, 'num_hidden_layers', 6, '12'],
	[vit, 'intermediate_size', 768, '3072'],
	[vit, 'image_size', 384, '224` or `[224,224]'],
	[vit, 'patch_size', 14, '16` or `[16,16]'],
	[vit, 'num_channels', 1, '3'],
	[vit, 'qkv_bias', false, 'true'],
	[vit, 'model_type', 'beit', '"vit"'],
	[vit, 'pruned_heads', { 0: [1] }, '{}'],
	[vit, 'num_register_tokens', 4, '0'],
	[dinov2, 'mlp_ratio', 3, '2.66'],
	[dinov2, 'use_swiglu_ffn', false, 'true'],
	[dinov3, 'rope_theta', 10_000, '100'],
	[dinov3, 'num_register_tokens', 8, '4'],
	[dinov3, 'use_gated_mlp', true, 'false'],
	[dinov3, 'key_bias', false, 'true'],
] as const) {
	test(`\`${field}\` ${JSON.stringify(value)} of a ${config.width} wide ViT is refused`, (t) => {
		const { message } = t.throws(() => check(config, { [field]: value }))!;
		t.true(
			message.startsWith(`\`net/config.json\`: \`${field}\` is \`${JSON.stringify(value)}\`; `),
			message,
		);
		t.true(message.includes(`only \`${supported}`), message);
	});
}

test('a field that is not known is refused by name, even one that every object inherits', (t) => {
	for (const field of ['quantization_config', 'toString']) {
		t.throws(() => check(vit, { [field]: 1 }), {
			message: `\`net/config.json\`: \`${field}\` is \`1\`, a field that is not known here; remove it if it changes nothing`,
		});
	}
});
