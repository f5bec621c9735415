import type { VitConfig } from '../vit/config.js';

/** Our name of a tensor, and its place among those stacked along axis 0 to make it. */
export interface NamedPart {
	readonly name: string;
	readonly part: number;
}

/** Families of names for exported weights: transformers' `ViTModel` and `Dinov2Model`. */
export type Family = 'vit' | 'dinov2';

/**
 * Names of our layers elsewhere, one or more stacked: transformers' two families, in which we also write, then
 * transformers' newer names, timm's Eva, and the repositories of DINOv2 and DINOv3.
 */
interface Names {
	readonly vit?: readonly string[];
	readonly dinov2?: readonly string[];
	readonly others?: readonly (readonly string[])[];
}

const embeddings: Readonly<Record<string, Names>> = {
	cls_token: { vit: ['embeddings.cls_token'] },
	pos_embed: { vit: ['embeddings.position_embeddings'] },
	reg_token: { vit: ['embeddings.register_tokens'], others: [['register_tokens'], ['storage_tokens']] },
	'patch_embed.proj': {
		vit: ['embeddings.patch_embeddings.projection'],
		others: [['embeddings.patch_embeddings']],
	},
	norm: { vit: ['layernorm'] },
};

const qkv = ['query', 'key', 'value'].map((name) => `attention.attention.${name}`);

const blockLayers: Readonly<Record<string, Names>> = {
	norm1: { vit: ['layernorm_before'], dinov2: ['norm1'] },
	'attn.qkv': { vit: qkv, others: [['attention.q_proj', 'attention.k_proj', 'attention.v_proj']] },
	'attn.proj': { vit: ['attention.output.dense'], others: [['attention.o_proj']] },
	'ls1.gamma': { dinov2: ['layer_scale1.lambda1'], others: [['gamma_1']] },
	norm2: { vit: ['layernorm_after'], dinov2: ['norm2'] },
	'mlp.fc1': {
		vit: ['intermediate.dense'],
		dinov2: ['mlp.fc1'],
		others: [
			['mlp.weights_in'],
			['mlp.w12'],
			['mlp.w1', 'mlp.w2'],
			['mlp.fc1_g', 'mlp.fc1_x'],
			['mlp.gate_proj', 'mlp.up_proj'],
		],
	},
	'mlp.fc2': {
		vit: ['output.dense'],
		dinov2: ['mlp.fc2'],
		others: [['mlp.weights_out'], ['mlp.w3'], ['mlp.down_proj']],
	},
	'ls2.gamma': { dinov2: ['layer_scale2.lambda1'], others: [['gamma_2']] },
	'attn.qkv.bias': { others: [['attn.q_bias', 'attn.k_bias', 'attn.v_bias']] },
};

const partsOfEmbeddings = partsByName(embeddings);
const partsOfBlock = partsByName(blockLayers);

function partsByName(table: Readonly<Record<string, Names>>): ReadonlyMap<string, NamedPart> {
	const parts = new Map<string, NamedPart>();
	for (const [name, { vit, dinov2, others = [] }] of Object.entries(table)) {
		for (const stack of [[name], vit ?? [], dinov2 ?? [], ...others]) {
			stack.forEach((theirs, part) => void parts.set(theirs, { name, part }));
		}
	}
	return parts;
}

const BLOCK = /^(?:blocks|layers|layer|encoder\.layer|model\.layer)\.(?:\d+\.)?(\d+)\.(.+)$/;

/** Names of modules that only wrap another: of `torch.compile`, activation checkpointing, FSDP. */
const WRAPPERS = /(?:_orig_mod|_checkpoint_wrapped_module|_fsdp_wrapped_module)\./g;

/**
 * Returns the place of a tensor that another program calls `named`; `undefined` for a name that none of them uses.
 */
export function partOf(named: string): NamedPart | undefined {
	const theirs = named.replaceAll(WRAPPERS, '');
	const [, block, inner] = BLOCK.exec(theirs) ?? [];
	const found = inner === undefined ? lookUp(partsOfEmbeddings, theirs) : lookUp(partsOfBlock, inner);
	return found && block !== undefined ? { ...found, name: `blocks.${block}.${found.name}` } : found;
}

function lookUp(parts: ReadonlyMap<string, NamedPart>, theirs: string): NamedPart | undefined {
	const [, layer, leaf] = /^(.+)\.(weight|bias)$/.exec(theirs) ?? [];
	const found = layer === undefined ? undefined : parts.get(layer);
	return found ? { ...found, name: `${found.name}.${leaf}` } : parts.get(theirs);
}

/** Returns transformers' names of our tensor's parts, stacked along axis 0. */
export function huggingFaceNames(family: Family, { mlp }: VitConfig, name: string): string[] {
	const [, block, inner = name] = /^blocks\.(\d+)\.(.+)$/.exec(name) ?? [];
	const [, layer = inner, leaf] = /^(.+)\.(weight|bias)$/.exec(inner) ?? [];
	const names = (block === undefined ? embeddings : blockLayers)[layer];
	const swiglu =
		mlp === 'swiglu' ? { 'mlp.fc1': 'mlp.weights_in', 'mlp.fc2': 'mlp.weights_out' }[layer] : undefined;
	const theirs = swiglu ? [swiglu] : ((family === 'dinov2' ? names?.dinov2 : undefined) ?? names?.vit ?? []);
	return theirs.map(
		(their) => `${block === undefined ? '' : `encoder.layer.${block}.`}${their}${leaf ? `.${leaf}` : ''}`,
	);
}
