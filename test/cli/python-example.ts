import test from 'ava';
import { huggingFaceExample, timmExample } from '../../src/cli/python-example.js';
import { vitConfig } from '../../src/nn/vit/config.js';

test('timm: an unusual size is spelt out', (t) => {
	t.is(
		timmExample(vitConfig('micro', { patch: 8, imageSize: 96 }), 'micro.safetensors'),
		`from safetensors.torch import load_file
from timm.models.vision_transformer import VisionTransformer

model = VisionTransformer(
    img_size=96, patch_size=8, embed_dim=128, depth=4, num_heads=4, num_classes=0,
).eval()
model.load_state_dict(load_file("micro.safetensors"), strict=True)
tokens = model.forward_features(images)
`,
	);
});

test('timm: LayerScale, registers, SwiGLU and another ε', (t) => {
	const python = timmExample(
		vitConfig('small', { layerScale: true, registers: 4, mlp: 'swiglu', mlpWidth: 1024, epsilon: 1e-5 }),
		'vit.safetensors',
	);
	for (const part of [
		'mlp_ratio=2048 / 384,',
		"mlp_layer=SwiGLUPacked, act_layer='silu',",
		'init_values=1,',
		'reg_tokens=4, no_embed_class=True,',
		'norm_layer=partial(LayerNorm, eps=0.00001),',
		'from timm.layers import SwiGLUPacked',
		'from functools import partial',
	]) {
		t.true(python.includes(part), part);
	}
});

test('timm: a hidden layer that no ratio gives exactly comes out at its width', (t) => {
	// In floating point, 1 / 49 · 49 is below 1.
	const python = timmExample(vitConfig('micro', { width: 49, heads: 1, mlpWidth: 1 }), 'x');
	t.true(python.includes('mlp_ratio=1.5 / 49,'));
});

test('transformers: ViTModel alone has a pooling layer to be left out', (t) => {
	t.regex(huggingFaceExample(vitConfig('micro'), 'out'), /from_pretrained\("out", add_pooling_layer=False\)/);
	t.regex(huggingFaceExample(vitConfig('micro', { layerScale: true }), 'out'), /from_pretrained\("out"\)/);
});
