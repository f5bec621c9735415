import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomically } from '../../files/atomic-write.js';
import { type Tensor, tf } from '../tf/tf.js';
import { type VitConfig, vitShapes } from '../vit/config.js';
import { type Weights, weight } from '../weights.js';
import { vitMetadata } from './vit-metadata.js';
import { type Family, huggingFaceNames } from './weight-names.js';
import { saveWeights, type TensorToWrite, writeSafetensors } from './write-safetensors.js';

/**
 * Writes the backbone in `weights` as a safetensors file that timm's `VisionTransformer` loads strictly.
 *
 * With registers timm has no position for CLS: it is added to `cls_token`, which gives the same tokens.
 *
 * @throws {Error} for rotary positions, which are another class in timm
 */
export async function exportTimm(file: string, config: VitConfig, weights: Weights): Promise<void> {
	refuseRotary(config);
	const folded = config.registers > 0 ? tf.tidy(() => foldClsPosition(weights)) : {};
	const backbone = [...vitShapes(config).keys()].map((name) => [name, folded[name] ?? weight(weights, name)]);
	await saveWeights(file, Object.fromEntries(backbone), vitMetadata(config)).finally(() =>
		tf.dispose(folded),
	);
}

function foldClsPosition(weights: Weights): Record<string, Tensor> {
	const table = weight(weights, 'pos_embed');
	const [cls, grid] = tf.split(table, [1, table.shape[1]! - 1], 1) as [Tensor, Tensor];
	return { cls_token: tf.add(weight(weights, 'cls_token'), cls), pos_embed: grid };
}

/**
 * Writes the backbone in `weights` as a folder for transformers: `model.safetensors` and `config.json`, of
 * `ViTModel`, or of `Dinov2Model` or `Dinov2WithRegistersModel` where LayerScale, registers or SwiGLU ask for it.
 *
 * @throws {Error} for rotary positions, or a SwiGLU of a width that DINOv2 can't have
 */
export async function exportHuggingFace(folder: string, config: VitConfig, weights: Weights): Promise<void> {
	refuseRotary(config);
	const family = config.layerScale || config.registers > 0 || config.mlp === 'swiglu' ? 'dinov2' : 'vit';
	const description = family === 'vit' ? describeVit(config) : describeDinov2(config);
	await mkdir(folder, { recursive: true });
	const tensors = huggingFaceTensors(family, config, weights);
	await writeSafetensors(path.join(folder, 'model.safetensors'), tensors, { format: 'pt' });
	await writeAtomically(path.join(folder, 'config.json'), `${JSON.stringify(description, null, 2)}\n`);
}

/** Yields our tensors' parts, each cut out when its turn comes, so that the network is not held twice. */
function huggingFaceTensors(family: Family, config: VitConfig, weights: Weights): TensorToWrite[] {
	const tensors = [...vitShapes(config)].flatMap(([name, [rows = 1, ...rest]]) => {
		const names = huggingFaceNames(family, config, name);
		const shape = [rows / names.length, ...rest];
		return names.map((theirs, part) => ({
			name: theirs,
			shape,
			values: async () => {
				const values = await weight(weights, name).data<'float32'>();
				const size = values.length / names.length;
				return values.subarray(part * size, (part + 1) * size);
			},
		}));
	});
	return family === 'vit' ? tensors : [...tensors, ...dinov2Constants(config)];
}

/** Tensors of `Dinov2Model` that a ViT may lack: a mask token, and LayerScale, which is 1 if there is none. */
function dinov2Constants({ width, depth, layerScale }: VitConfig): TensorToWrite[] {
	const maskToken = {
		name: 'embeddings.mask_token',
		shape: [1, width],
		values: () => new Float32Array(width),
	};
	const scales = Array.from({ length: layerScale ? 0 : 2 * depth }, (_, i) => ({
		name: `encoder.layer.${Math.floor(i / 2)}.layer_scale${1 + (i % 2)}.lambda1`,
		shape: [width],
		values: () => new Float32Array(width).fill(1),
	}));
	return [maskToken, ...scales];
}

function describeVit(config: VitConfig) {
	return {
		architectures: ['ViTModel'],
		model_type: 'vit',
		...describeSizes(config),
		intermediate_size: config.mlpWidth,
		hidden_dropout_prob: 0,
	};
}

function describeDinov2(config: VitConfig) {
	const { registers, mlp } = config;
	return {
		architectures: [registers > 0 ? 'Dinov2WithRegistersModel' : 'Dinov2Model'],
		model_type: registers > 0 ? 'dinov2_with_registers' : 'dinov2',
		...describeSizes(config),
		mlp_ratio: mlpRatio(config),
		use_swiglu_ffn: mlp === 'swiglu',
		...(registers > 0 && { num_register_tokens: registers }),
	};
}

function describeSizes({ width, depth, heads, epsilon, imageSize, patch }: VitConfig) {
	return {
		hidden_size: width,
		num_hidden_layers: depth,
		num_attention_heads: heads,
		hidden_act: 'gelu',
		layer_norm_eps: epsilon,
		image_size: imageSize,
		patch_size: patch,
		num_channels: 3,
		qkv_bias: true,
		attention_probs_dropout_prob: 0,
	};
}

/**
 * Returns the ratio of the hidden width. DINOv2 has whole ratios; SwiGLU's width is two thirds of ratio · width,
 * rounded up to a multiple of 8.
 */
function mlpRatio({ width, mlpWidth, mlp }: VitConfig): number {
	const widthOf = (ratio: number) =>
		mlp === 'swiglu' ? 8 * Math.floor((Math.floor((ratio * width * 2) / 3) + 7) / 8) : ratio * width;
	for (let ratio = 1; widthOf(ratio) <= mlpWidth; ratio++) {
		if (widthOf(ratio) === mlpWidth) return ratio;
	}
	throw new Error(
		`Dinov2Model can't have a perceptron \`${mlpWidth}\` wide in a ViT \`${width}\` wide; export for timm`,
	);
}

function refuseRotary({ positions }: VitConfig): void {
	if (positions !== 'rotary') return;
	throw new Error(
		'A ViT with `rotary` positions (DINOv3) is not exported; use the file that it was loaded from',
	);
}
