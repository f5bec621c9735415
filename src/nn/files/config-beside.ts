/** The `config.json` that transformers and timm write beside weights, held against what is computed. */
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { VitConfig } from '../vit/config.js';
import { type JsonTable, readJsonTable } from './read-json.js';

/** A `config.json`. */
export interface ConfigBeside {
	readonly path: string;
	readonly fields: JsonTable;
}

/** Biases of attention that the file of weights holds. */
export interface Biases {
	/** `true` if queries and values have a bias. */
	readonly hasBias: boolean;
	/** `true` if keys have one too. */
	readonly hasKeyBias: boolean;
}

/** Reads the `config.json` beside a file of the name that belongs to one; `undefined` if there is none. */
export async function configBeside(file: string): Promise<ConfigBeside | undefined> {
	if (!/^(model\.safetensors|pytorch_model\.bin)$/.test(path.basename(file))) return undefined;
	const beside = path.join(path.dirname(file), 'config.json');
	const fields = await readJsonTable(beside);
	return fields && { path: beside, fields };
}

/** Fields that change nothing of the tokens: training, heads, labels, and how results are returned. */
const withoutEffect =
	/^(_.*|architectures|architecture|(torch_)?dtype|transformers_version|id2label|label2id|problem_type|finetuning_task|task_specific_params|num_labels|num_classes|global_pool|pretrained_cfg|output_.*|return_.*|use_return_dict|torchscript|use_bfloat16|tf_legacy_loss|is_decoder|is_encoder_decoder|add_cross_attention|cross_attention_hidden_size|tie_.*|chunk_size_feed_forward|use_cache|initializer_range|layerscale_value|drop_path_rate|attention_probs_dropout_prob|hidden_dropout_prob|attention_dropout|pos_embed_(shift|jitter|rescale)|encoder_stride|pooler_.*|decoder_.*|mask_ratio|norm_pix_loss|use_mask_token|apply_layernorm|reshape_hidden_states|out_(features|indices)|stage_names|semantic_loss_ignore_index|num_attention_heads|layer_norm_eps)$/;

const modelTypes = ['vit', 'vit_mae', 'vit_msn', 'dinov2', 'dinov2_with_registers', 'dinov3_vit'];

/**
 * Holds every field of a `config.json` against the architecture that is computed. Heads and ε are taken from it before.
 *
 * @throws {Error} naming the file, the first field that contradicts or is unknown, its value and what is supported
 */
export function checkConfigBeside(
	{ path: file, fields }: ConfigBeside,
	config: VitConfig,
	biases: Biases,
): void {
	const supported = supportedValues(config, biases, fields);
	for (const [field, value] of fields) {
		if (withoutEffect.test(field)) continue;
		const accepted = supported.get(field);
		const given = `\`${file}\`: \`${field}\` is \`${JSON.stringify(value)}\``;
		if (accepted === undefined) {
			throw new Error(`${given}, a field that is not known here; remove it if it changes nothing`);
		}
		if (accepted.length === 0 || accepted.some((one) => isDeepStrictEqual(one, value))) continue;
		const list = accepted.map((one) => `\`${JSON.stringify(one)}\``).join(' or ');
		throw new Error(`${given}; with these weights only ${list} is supported`);
	}
}

/** Values by field; an empty list supports all. */
function supportedValues(
	config: VitConfig,
	{ hasBias, hasKeyBias }: Biases,
	fields: JsonTable,
): ReadonlyMap<string, readonly unknown[]> {
	const { width, depth, patch, imageSize, mlpWidth, registers, mlp, positions } = config;
	const isRotary = positions === 'rotary';
	const square = (side: number) => [side, [side, side]];
	return new Map<string, readonly unknown[]>([
		['model_type', modelTypes],
		['hidden_size', [width]],
		['num_features', [width]],
		['num_hidden_layers', [depth]],
		['intermediate_size', [mlpWidth]],
		['mlp_ratio', [mlpRatioOf(config, fields.get('mlp_ratio'))]],
		['hidden_act', activations(mlp, fields)],
		['use_swiglu_ffn', [mlp === 'swiglu']],
		['use_gated_mlp', [mlp === 'swiglu']],
		['image_size', isRotary ? [] : square(imageSize)],
		['patch_size', square(patch)],
		['num_channels', [3]],
		['num_register_tokens', [registers]],
		['qkv_bias', [hasBias]],
		['query_bias', [hasBias]],
		['value_bias', [hasBias]],
		['key_bias', [hasKeyBias]],
		['mlp_bias', [true]],
		['proj_bias', [true]],
		['rope_theta', isRotary ? [100] : [null]],
		['rope_scaling', [null]],
		['rope_parameters', isRotary ? [null, { rope_theta: 100, rope_type: 'default' }] : [null]],
		['pruned_heads', [{}]],
	]);
}

/** DINOv2's SwiGLU is silu, whatever its configuration says of the activation. */
function activations(mlp: VitConfig['mlp'], fields: JsonTable): readonly string[] {
	if (mlp === 'gelu') return ['gelu', 'gelu_python'];
	return fields.has('use_swiglu_ffn') ? [] : ['silu'];
}

/** Returns `ratio` if the perceptron of that ratio is as wide as this one, otherwise the ratio of the widths. */
function mlpRatioOf({ width, mlpWidth, mlp }: VitConfig, ratio: unknown): unknown {
	const hidden = Math.trunc(width * Number(ratio));
	const wide = mlp === 'swiglu' ? 8 * Math.floor((Math.floor((hidden * 2) / 3) + 7) / 8) : hidden;
	return wide === mlpWidth ? ratio : mlpWidth / width;
}
