import type { Grid } from '../../data/geometry.js';
import { recomputed } from '../autograd/recomputed.js';
import { attention } from '../layers/attention.js';
import type { BranchFactors } from '../layers/drop-path.js';
import { biasGelu } from '../layers/gelu.js';
import { layerNorm } from '../layers/layer-norm.js';
import { addBias, plainLinear, product } from '../layers/linear.js';
import { addBranch, addBranchAndNorm, type Branch, type Norm } from '../layers/residual.js';
import { currentPolicy } from '../precision/precision.js';
import { type Tensor, type Tensor2D, type Tensor3D, tf } from '../tf/tf.js';
import { type Weights, weight } from '../weights.js';
import type { VitConfig } from './config.js';
import { gridOf, patchify } from './patches.js';
import { resizePositions } from './position.js';
import { applyRotary, type RotaryTables, rotaryTables } from './rotary.js';

/**
 * Settings of one forward pass. By default nothing is dropped or masked, and the last block’s normalised tokens
 * come out.
 */
export interface VitOptions {
	/** Factors of `drawBranchFactors`, if residual branches are dropped at random; in training only. */
	readonly branchFactors?: BranchFactors | undefined;
	/** Mask of patches, [B, N]: where it is 1, the weight `mask_token` replaces the patch's embedding (iBOT). */
	readonly masked?: Tensor | undefined;
	/**
	 * Features. `output`: the last block's tokens. `keys`: the last block's key projections, heads side by side
	 * (LOST, arXiv 2109.14279). Default: `output`.
	 */
	readonly features?: 'output' | 'keys' | undefined;
	/** `true` if `output` passes the final LayerNorm. Default: `true`. */
	readonly finalNorm?: boolean | undefined;
}

/** A type, not an interface, because `tf.tidy` returns only what has an index signature. */
export type VitTokens = {
	/** Class tokens, [B, D]. */
	readonly cls: Tensor2D;
	/** Patch tokens, [B, N, D], in reading order; registers are left out. */
	readonly patches: Tensor3D;
};

/**
 * The forward pass of a vision transformer with pre-norm blocks (arXiv 2010.11929), differentiable in `weights`.
 *
 * @param images [B, H, W, 3], normalised; H and W any multiples of the patch
 * @throws {RangeError} when the images do not divide into patches
 */
export function forwardVit(
	config: VitConfig,
	weights: Weights,
	images: Tensor,
	options: VitOptions = {},
): VitTokens {
	const { branchFactors = {}, masked, features = 'output', finalNorm = true } = options;
	return tf.tidy(() => {
		const { depth } = config;
		const grid = gridOf(images, config.patch);
		const rotary = config.positions === 'rotary' ? tablesFor(config, grid) : undefined;
		let x = embed(config, weights, images, grid, masked);
		for (let block = 0; block < (features === 'keys' ? depth - 1 : depth); block++) {
			const factors = { attention: branchFactors[2 * block], mlp: branchFactors[2 * block + 1] };
			const run = currentPolicy().checkpointing && tf.engine().isTapeOn() ? recomputeBlock : runBlock;
			x = run(config, weights, `blocks.${block}`, x, { rotary, factors });
		}
		if (features === 'keys') x = keys(config, weights, `blocks.${depth - 1}`, x);
		else if (finalNorm) x = norm(config, weights, 'norm', x);
		return splitTokens(x, grid);
	});
}

/** Embeds images: [B, H, W, 3] → [B, 1 + registers + N, D]. */
function embed(config: VitConfig, weights: Weights, images: Tensor, grid: Grid, masked?: Tensor): Tensor {
	const filters = tf.reshape(weight(weights, 'patch_embed.proj.weight'), [config.width, -1]);
	const seen = plainLinear(patchify(images, config.patch), filters, weight(weights, 'patch_embed.proj.bias'));
	const patches = masked ? applyMaskToken(seen, masked, weight(weights, 'mask_token')) : seen;
	const batch = images.shape[0]!;
	let tokens = tf.concat([broadcastToken(weight(weights, 'cls_token'), batch), patches], 1);
	if (config.positions !== 'rotary') {
		tokens = tf.add(tokens, resizePositions(weight(weights, 'pos_embed'), grid, config.positionResize));
	}
	if (config.registers === 0) return tokens;
	const [cls, rest] = tf.split(tokens, [1, grid.rows * grid.columns], 1) as [Tensor, Tensor];
	return tf.concat([cls, broadcastToken(weight(weights, 'reg_token'), batch), rest], 1);
}

/** Returns embeddings [B, N, D] with `token` [1, 1, D] in place of the masked ones. */
function applyMaskToken(patches: Tensor, masked: Tensor, token: Tensor): Tensor {
	const hidden = tf.expandDims(masked, -1);
	return tf.add(tf.mul(patches, tf.sub(1, hidden)), tf.mul(token, hidden));
}

/** [1, N, D] → [B, N, D]; as a sum, because the gradient of `tf.tile` takes an operation a copy. */
function broadcastToken(token: Tensor, batch: number): Tensor {
	return tf.add(token, tf.zeros([batch, 1, 1]));
}

/** Inputs of a block beside tokens and weights. */
interface ForwardOptions {
	readonly rotary: RotaryTables | undefined;
	readonly factors: { readonly [branch in 'attention' | 'mlp']: Tensor | undefined };
}

function runBlock(
	config: VitConfig,
	weights: Weights,
	name: string,
	x: Tensor,
	options: ForwardOptions,
): Tensor {
	const { rotary, factors } = options;
	return tf.tidy(() => {
		const attended = selfAttention(config, weights, name, x, rotary);
		const norm2 = normOf(config, weights, `${name}.norm2`);
		const [between, normed] = addBranchAndNorm(x, attended, norm2, factors.attention);
		return addBranch(between, mlp(config, weights, name, normed), factors.mlp);
	});
}

/** Runs a block so that the tape keeps `x` alone. */
function recomputeBlock(
	config: VitConfig,
	weights: Weights,
	name: string,
	x: Tensor,
	{ rotary, factors }: ForwardOptions,
): Tensor {
	const names = Object.keys(weights).filter((each) => each.startsWith(`${name}.`));
	const constants = { ...rotary, ...factors };
	const given = Object.entries(constants).filter((entry): entry is [string, Tensor] => !!entry[1]);
	return recomputed(
		[x, ...names.map((each) => weights[each]!)],
		given.map(([, tensor]) => tensor),
		([tokens, ...parameters], tensors) => {
			const own = Object.fromEntries(names.map((each, i) => [each, parameters[i]!]));
			const others = Object.fromEntries(given.map(([key], i) => [key, tensors[i]!]));
			return runBlock(config, own, name, tokens!, {
				rotary: rotary && (others as unknown as RotaryTables),
				factors: { attention: others.attention, mlp: others.mlp },
			});
		},
	);
}

/** The residual branch of a block that mixes tokens: LayerNorm, attention, projection, LayerScale. */
function selfAttention(
	config: VitConfig,
	weights: Weights,
	block: string,
	x: Tensor,
	rotary: RotaryTables | undefined,
): Branch {
	const normed = norm(config, weights, `${block}.norm1`, x);
	const { product: qkv, bias } = project(weights, `${block}.attn.qkv`, normed);
	const attended = rotary
		? attention(applyRotary(addBias(qkv, bias), rotary), config.heads)
		: attention(qkv, config.heads, bias);
	return scaleLayer(config, weights, `${block}.ls1`, project(weights, `${block}.attn.proj`, attended));
}

/** The residual branch of a block that mixes channels, of its normed input: MLP, LayerScale. */
function mlp(config: VitConfig, weights: Weights, block: string, normed: Tensor): Branch {
	const { product: hidden, bias } = project(weights, `${block}.mlp.fc1`, normed);
	const active = config.mlp === 'swiglu' ? swiglu(addBias(hidden, bias)) : biasGelu(hidden, bias);
	return scaleLayer(config, weights, `${block}.ls2`, project(weights, `${block}.mlp.fc2`, active));
}

/** Returns silu(a)·b of the halves a, b of the last axis. */
function swiglu(x: Tensor): Tensor {
	const [a, b] = tf.split(x, 2, -1) as [Tensor, Tensor];
	return tf.mul(tf.mul(a, tf.sigmoid(a)), b);
}

/** A linear layer whose bias is still to be added. */
function project(weights: Weights, name: string, x: Tensor): Required<Branch> {
	return { product: product(x, weight(weights, `${name}.weight`)), bias: weight(weights, `${name}.bias`) };
}

function normOf({ epsilon }: VitConfig, weights: Weights, name: string): Norm {
	return { scale: weight(weights, `${name}.weight`), shift: weight(weights, `${name}.bias`), epsilon };
}

function norm(config: VitConfig, weights: Weights, name: string, x: Tensor): Tensor {
	const { scale, shift, epsilon } = normOf(config, weights, name);
	return layerNorm(x, scale, shift, epsilon);
}

function scaleLayer({ layerScale }: VitConfig, weights: Weights, name: string, branch: Branch): Branch {
	if (!layerScale) return branch;
	const whole = branch.bias ? addBias(branch.product, branch.bias) : branch.product;
	return { product: tf.mul(whole, weight(weights, `${name}.gamma`)) };
}

/** Returns the block's keys with their bias, before any rotation: [B, T, D]. */
function keys(config: VitConfig, weights: Weights, block: string, x: Tensor): Tensor {
	const { width } = config;
	const filters = tf.slice(weight(weights, `${block}.attn.qkv.weight`), [width, 0], [width, width]);
	const bias = tf.slice(weight(weights, `${block}.attn.qkv.bias`), [width], [width]);
	return plainLinear(norm(config, weights, `${block}.norm1`, x), filters, bias);
}

function tablesFor({ width, heads, registers }: VitConfig, grid: Grid): RotaryTables {
	return rotaryTables(grid, width / heads, 1 + registers);
}

function splitTokens(x: Tensor, { rows, columns }: Grid): VitTokens {
	const patches = rows * columns;
	const [batch, tokens, width] = x.shape as [number, number, number];
	return {
		cls: tf.reshape(tf.slice(x, [0, 0, 0], [batch, 1, width]), [batch, width]),
		patches: tf.slice(x, [0, tokens - patches, 0], [batch, patches, width]) as Tensor3D,
	};
}
