import { fnv1a, mulberry32, type Random } from '../../math/random.js';
import { type Initialisation, truncatedNormal, uniform } from '../layers/init.js';
import { type Tensor, tf } from '../tf/tf.js';
import type { Weights } from '../weights.js';
import { gridSide, type VitConfig, vitConfig, vitShapes } from './config.js';
import { sincosPositions } from './position.js';

/**
 * Fresh weights: zero biases, LayerNorm 1 and 0, LayerScale 1e-5, and the rest as one of these draws it. A fixed
 * position table is MoCo v3's. The caller disposes of them.
 * - `dino`: truncated normal of σ 0.02 for linear layers and tokens, and PyTorch's uniform ±1/√(3·P²) for the patch
 *   projection and its bias, a convolution there.
 * - `moco-v3`: uniform ±√(6/(in + out)) for linear layers, each of queries, keys and values a layer, and for the patch
 *   projection; tokens normal of σ 1e-6.
 */
export function initVit(config: VitConfig, random: Random, initialisation: Initialisation = 'dino'): Weights {
	const { patch } = config;
	const draw = (name: string, shape: number[]) =>
		initialisation === 'dino' ? drawAsDino(name, shape, patch, random) : drawAsMocoV3(name, shape, random);
	return fillVit(config, (name, shape) => {
		return holdsFixedPositions(config, name) ? fixedPositions(config, shape) : draw(name, shape);
	});
}

function drawAsDino(name: string, shape: number[], patch: number, random: Random): Tensor {
	if (name.startsWith('patch_embed.')) return uniform(shape, 1 / Math.sqrt(3 * patch ** 2), random);
	return constantFor(name, shape) ?? truncatedNormal(shape, 0.02, random);
}

function drawAsMocoV3(name: string, shape: number[], random: Random): Tensor {
	const constant = constantFor(name, shape);
	if (constant) return constant;
	if (!name.endsWith('.weight')) return truncatedNormal(shape, 1e-6, random);
	const [rows, ...inputs] = shape as [number, ...number[]];
	const outputs = name.endsWith('qkv.weight') ? rows / 3 : rows;
	return uniform(shape, Math.sqrt(6 / (outputs + tf.util.sizeFromShape(inputs))), random);
}

/**
 * The untrained reference network, the same in any language: each tensor is uniform within ±0.02·√3 (the patch
 * projection within ±1/√(3·P²)), drawn by mulberry32 seeded with the FNV-1a of `0:` and its name; biases are 0,
 * LayerNorm is 1 and 0, and a fixed position table is MoCo v3's. With the default, ViT-S/16 at 224 px, it is the
 * untrained baseline of evaluations.
 */
export function untrainedVit(config: VitConfig = vitConfig('small')): Weights {
	return fillVit(config, (name, shape) => {
		if (holdsFixedPositions(config, name)) return fixedPositions(config, shape);
		const bound =
			name === 'patch_embed.proj.weight' ? 1 / Math.sqrt(3 * config.patch ** 2) : 0.02 * Math.sqrt(3);
		return constantFor(name, shape) ?? uniform(shape, bound, mulberry32(fnv1a(`0:${name}`)));
	});
}

function holdsFixedPositions({ positions }: VitConfig, name: string): boolean {
	return positions === 'fixed' && name === 'pos_embed';
}

function fixedPositions(config: VitConfig, shape: number[]): Tensor {
	return tf.tensor(sincosPositions(config.width, gridSide(config), config.positionBase), shape);
}

function fillVit(config: VitConfig, fill: (name: string, shape: number[]) => Tensor): Weights {
	return Object.fromEntries([...vitShapes(config)].map(([name, shape]) => [name, fill(name, [...shape])]));
}

/** Initial value of weights that are not drawn. */
function constantFor(name: string, shape: number[]): Tensor | undefined {
	if (name.endsWith('.bias')) return tf.zeros(shape);
	if (/norm\d?\.weight$/.test(name)) return tf.ones(shape);
	if (name.endsWith('.gamma')) return tf.fill(shape, 1e-5);
	return undefined;
}
