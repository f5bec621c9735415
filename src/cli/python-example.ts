/** Python programs that load exported networks, as far as `images` [B, 3, H, W]. */
import type { VitConfig } from '../nn/vit/config.js';

/**
 * Returns the program for a file of `exportTimm`. Every number is spelt out, so that it serves sizes that timm has no
 * name for.
 */
export function timmExample(config: VitConfig, file: string): string {
	const { imageSize, patch, width, depth, heads, registers, layerScale, mlp, epsilon } = config;
	const isSwiglu = mlp === 'swiglu';
	const options = [
		`img_size=${imageSize}, patch_size=${patch}, embed_dim=${width}, depth=${depth}, num_heads=${heads}, num_classes=0`,
		...mlpRatio(config),
		...(isSwiglu ? ["mlp_layer=SwiGLUPacked, act_layer='silu'"] : []),
		...(layerScale ? ['init_values=1'] : []),
		...(registers > 0 ? [`reg_tokens=${registers}, no_embed_class=True`] : []),
		...(epsilon === 1e-6 ? [] : [`norm_layer=partial(LayerNorm, eps=${epsilon})`]),
	];
	return lines([
		...(epsilon === 1e-6 ? [] : ['from functools import partial', 'from torch.nn import LayerNorm']),
		'from safetensors.torch import load_file',
		...(isSwiglu ? ['from timm.layers import SwiGLUPacked'] : []),
		'from timm.models.vision_transformer import VisionTransformer',
		'',
		'model = VisionTransformer(',
		...options.map((option) => `    ${option},`),
		').eval()',
		`model.load_state_dict(load_file(${quote(file)}), strict=True)`,
		'tokens = model.forward_features(images)',
	]);
}

/** Returns the program for a folder of `exportHuggingFace`, whose `config.json` has everything else. */
export function huggingFaceExample({ layerScale, registers, mlp }: VitConfig, folder: string): string {
	const isPlain = !layerScale && registers === 0 && mlp === 'gelu';
	return lines([
		'from transformers import AutoModel',
		'',
		`model = AutoModel.from_pretrained(${quote(folder)}${isPlain ? ', add_pooling_layer=False' : ''}).eval()`,
		'tokens = model(images).last_hidden_state',
	]);
}

/**
 * Arguments for timm's `mlp_ratio`, which is of the first layer's width, of which SwiGLU uses two halves; the default
 * 4 is omitted.
 */
function mlpRatio({ width, mlpWidth, mlp }: VitConfig): string[] {
	const hidden = mlp === 'swiglu' ? 2 * mlpWidth : mlpWidth;
	if (hidden === 4 * width) return [];
	// timm truncates width · ratio, which rounding may have put just below the intended whole number.
	const isExact = Math.trunc(width * (hidden / width)) === hidden;
	return [`mlp_ratio=${isExact ? hidden : hidden + 0.5} / ${width}`];
}

/** Returns a Python string literal; JSON's escapes are Python's too. */
function quote(text: string): string {
	return JSON.stringify(text);
}

function lines(texts: readonly string[]): string {
	return texts.map((text) => `${text}\n`).join('');
}
