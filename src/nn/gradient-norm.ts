import { tf } from './tf.js';
import type { Weights } from './weights.js';

/** The Euclidean norm of each tensor. Read back all at once: on a GPU every reading waits for all work before it. */
export function norms(tensors: Weights): Record<string, number> {
	const names = Object.keys(tensors);
	if (names.length === 0) return {};
	const squares = tf.tidy(() => tf.stack(names.map((name) => tf.sum(tf.square(tensors[name]!)))).dataSync());
	return Object.fromEntries(names.map((name, index) => [name, Math.sqrt(squares[index]!)]));
}

/** What a gradient of this norm is multiplied by so that it is no longer than `limit` (PyTorch's 1e-6 included). */
export function clipFactor(norm: number, limit: number): number {
	return Math.min(1, limit / (norm + 1e-6));
}
