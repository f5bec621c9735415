import type { Random } from '../flow/stage.js';
import { truncatedNormal } from './init.js';
import { type Tensor, tf } from './tf.js';
import type { Weights } from './weights.js';

/** Name and shape of each tensor of a head, in PyTorch's [out, in] layout. */
export type HeadShapes = Readonly<Record<string, readonly number[]>>;

/** Fresh weights as DINO and SiT draw them: matrices truncated normal of σ 0.02, norms 1, biases 0. */
export function initHead(shapes: HeadShapes, random: Random): Weights {
	const weights = Object.entries(shapes).map(([name, shape]) => [name, initTensor(name, shape, random)]);
	return Object.fromEntries(weights);
}

function initTensor(name: string, shape: readonly number[], random: Random): Tensor {
	if (shape.length > 1) return truncatedNormal(shape, 0.02, random);
	return name.endsWith('.bias') ? tf.zeros([...shape]) : tf.ones([...shape]);
}
