import { type Tensor, tf } from './tf/tf.js';

/**
 * A network's tensors by name: timm's names, PyTorch's layouts ([out, in] for linear layers). Whoever made
 * them disposes of them.
 */
export type Weights = Readonly<Record<string, Tensor>>;

/**
 * One tensor of `weights`.
 *
 * @throws {Error} naming the tensor when it is absent
 */
export function weight(weights: Weights, name: string): Tensor {
	const found = weights[name];
	if (!found) throw new Error(`The weights have no tensor \`${name}\`; they belong to another architecture`);
	return found;
}

/** Weights of their own lifetime; the memory is shared until one of the two is changed. */
export function cloneWeights(weights: Weights): Weights {
	return Object.fromEntries(Object.entries(weights).map(([name, tensor]) => [name, tf.clone(tensor)]));
}
