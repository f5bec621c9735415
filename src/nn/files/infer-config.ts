import { checkVitConfig, type PositionResize, type VitConfig } from '../vit/config.js';
import type { TensorFile } from './tensor-file.js';

/** Fields in use of the `config.json` that transformers writes beside the weights. */
export interface HuggingFaceConfig {
	readonly num_attention_heads?: number;
	readonly layer_norm_eps?: number;
}

/** Hints from outside the tensors: the weight prefix and Hugging Face's config. */
export interface FileHints {
	/** Prefix of our names in the file, such as `module.base_encoder.`. */
	readonly prefix: string;
	readonly huggingFace?: HuggingFaceConfig | undefined;
}

/**
 * The architecture of weights with these names and shapes, by our names. Where shapes do not tell:
 * - this project's own files carry the whole configuration in their metadata, under `vit`;
 * - heads are 64 wide, but for MoCo v3's ViT-S with 12;
 * - positions are fixed in MoCo v3 and MAE, rotary where there is no table (DINOv3);
 * - with registers, tables are resized as DINOv2 does there, by antialiased bicubic;
 * - ε is 1e-6, but 1e-5 in DINOv3.
 * `config.json` overrules heads and ε, and `changes` everything.
 *
 * @throws {RangeError} when the sizes do not fit each other
 */
export function inferVitConfig(
	{ metadata, tensors }: TensorFile,
	shapes: ReadonlyMap<string, readonly number[]>,
	{ prefix, huggingFace = {} }: FileHints,
	changes: Partial<VitConfig> = {},
): VitConfig {
	const config = metadata.vit
		? { ...(JSON.parse(metadata.vit) as VitConfig), ...changes }
		: { ...fromShapes(shapes), ...fromConventions(shapes, tensors, prefix, huggingFace), ...changes };
	checkVitConfig(config);
	return config;
}

type Shapes = ReadonlyMap<string, readonly number[]>;

function fromShapes(shapes: Shapes) {
	const side = (name: string, axis: number) => shapes.get(name)?.[axis] ?? 0;
	let depth = 0;
	for (const name of shapes.keys()) {
		const [, block] = /^blocks\.(\d+)\./.exec(name) ?? [];
		if (block !== undefined) depth = Math.max(depth, Number(block) + 1);
	}
	const [patch, mlpWidth] = [side('patch_embed.proj.weight', 2), side('blocks.0.mlp.fc2.weight', 1)];
	const grid = shapes.has('pos_embed') ? Math.round(Math.sqrt(side('pos_embed', 1) - 1)) : 14;
	return {
		width: side('cls_token', 2),
		depth,
		patch,
		imageSize: patch * grid,
		mlpWidth,
		registers: side('reg_token', 1),
		layerScale: shapes.has('blocks.0.ls1.gamma'),
		mlp: side('blocks.0.mlp.fc1.weight', 0) === 2 * mlpWidth ? 'swiglu' : 'gelu',
	} as const;
}

function fromConventions(
	shapes: Shapes,
	tensors: TensorFile['tensors'],
	prefix: string,
	huggingFace: HuggingFaceConfig,
) {
	const width = shapes.get('cls_token')?.[2] ?? 0;
	const rotary = !shapes.has('pos_embed');
	const mocoV3 = /(base|momentum)_encoder\.$/.test(prefix);
	const mae = [...tensors.keys()].some((name) => name.endsWith('decoder_pos_embed'));
	const heads = mocoV3 && width === 384 ? 12 : Math.max(1, Math.round(width / 64));
	const positionResize: PositionResize = shapes.has('reg_token') ? 'bicubic-antialias' : 'bicubic';
	return {
		heads: huggingFace.num_attention_heads ?? heads,
		epsilon: huggingFace.layer_norm_eps ?? (rotary ? 1e-5 : 1e-6),
		positions: rotary ? 'rotary' : mocoV3 || mae ? 'fixed' : 'learned',
		positionResize,
	} as const;
}
