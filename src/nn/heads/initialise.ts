import type { Random } from '../../math/random.js';
import { type Initialisation, truncatedNormal, uniform } from '../layers/init.js';
import { type Tensor, tf } from '../tf/tf.js';
import type { Weights } from '../weights.js';

/** Name and shape of each tensor of a head, in PyTorch's [out, in] layout. */
export type HeadShapes = Readonly<Record<string, readonly number[]>>;

/**
 * Draws initial weights: norms and lengths 1, biases 0, and matrices [out, in] as in DINO and SiT, truncated normal
 * of σ 0.02, or as MoCo v3 leaves them to PyTorch, uniform within ±1/√in.
 */
export function initHead(
	shapes: HeadShapes,
	random: Random,
	initialisation: Initialisation = 'dino',
): Weights {
	const draw = (shape: readonly number[]) =>
		initialisation === 'dino'
			? truncatedNormal(shape, 0.02, random)
			: uniform(shape, 1 / Math.sqrt(shape[1]!), random);
	const weights = Object.entries(shapes).map(([name, shape]) => [
		name,
		constantFor(name, shape) ?? draw(shape),
	]);
	return Object.fromEntries(weights);
}

/** Initial value of tensors that are not drawn. */
function constantFor(name: string, shape: readonly number[]): Tensor | undefined {
	if (name.endsWith('.bias')) return tf.zeros([...shape]);
	return shape.length === 1 || name.endsWith('.length') ? tf.ones([...shape]) : undefined;
}
