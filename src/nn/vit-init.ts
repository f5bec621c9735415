import { fnv1a, mulberry32 } from '../flow/random.js';
import type { Random } from '../flow/stage.js';
import { truncatedNormal, uniform } from './init.js';
import { sincosPositions } from './position.js';
import { type Tensor, tf } from './tf.js';
import { gridSide, type VitConfig, vitConfig, vitShapes } from './vit-config.js';
import type { Weights } from './weights.js';

/**
 * Fresh weights as DINO and SiT draw them: truncated normal of σ 0.02 for linear layers and tokens, zero biases,
 * LayerNorm 1 and 0, LayerScale 1e-5, and PyTorch's uniform ±1/√(3·P²) for the patch projection, a convolution
 * there. A fixed position table is MoCo v3's. The caller disposes of them.
 */
export function initVit(config: VitConfig, random: Random): Weights {
	const patchBound = 1 / Math.sqrt(3 * config.patch ** 2);
	return fillVit(config, (name, shape) => {
		if (name === 'pos_embed' && config.positions === 'fixed') {
			return tf.tensor(sincosPositions(config.width, gridSide(config)), shape);
		}
		if (name.startsWith('patch_embed.')) return uniform(shape, patchBound, random);
		return constantFor(name, shape) ?? truncatedNormal(shape, 0.02, random);
	});
}

/**
 * The untrained reference network, the same in any language: each tensor is uniform within ±0.02·√3 (the patch
 * projection within ±1/√(3·P²)), drawn by mulberry32 seeded with the FNV-1a of `0:` and its name; biases are 0,
 * LayerNorm is 1 and 0. With the default, ViT-S/16 at 224 px, it is the untrained baseline of evaluations.
 */
export function untrainedVit(config: VitConfig = vitConfig('small')): Weights {
	return fillVit(config, (name, shape) => {
		const bound =
			name === 'patch_embed.proj.weight' ? 1 / Math.sqrt(3 * config.patch ** 2) : 0.02 * Math.sqrt(3);
		return constantFor(name, shape) ?? uniform(shape, bound, mulberry32(fnv1a(`0:${name}`)));
	});
}

function fillVit(config: VitConfig, fill: (name: string, shape: number[]) => Tensor): Weights {
	return Object.fromEntries([...vitShapes(config)].map(([name, shape]) => [name, fill(name, [...shape])]));
}

/** What the weights that are not drawn begin with. */
function constantFor(name: string, shape: number[]): Tensor | undefined {
	if (name.endsWith('.bias')) return tf.zeros(shape);
	if (/norm\d?\.weight$/.test(name)) return tf.ones(shape);
	if (name.endsWith('.gamma')) return tf.fill(shape, 1e-5);
	return undefined;
}
