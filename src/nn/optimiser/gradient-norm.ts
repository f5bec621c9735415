import { runOwnKernel } from '../tf/own-kernel.js';
import { type Tensor, tf } from '../tf/tf.js';
import type { Weights } from '../weights.js';

/**
 * Returns the Euclidean norm of each tensor. All are read back at once: on a GPU every read waits for all work before
 * it.
 */
export function norms(tensors: Weights): Record<string, number> {
	const names = Object.keys(tensors);
	if (names.length === 0) return {};
	const squares = tf.tidy(() => sumsOfSquares(names.map((name) => tensors[name]!)).dataSync());
	return Object.fromEntries(names.map((name, index) => [name, Math.sqrt(squares[index]!)]));
}

/** [n] */
function sumsOfSquares(tensors: readonly Tensor[]): Tensor {
	return runOwnKernel('SumsOfSquares', tensors)?.[0] ?? tf.stack(tensors.map(sumOfSquares));
}

function sumOfSquares(x: Tensor): Tensor {
	return runOwnKernel('SumOfSquares', { x })?.[0] ?? tf.sum(tf.square(x));
}

/** Norms of groups of weights, each taken as one vector; weights outside blocks and heads are `embedding`. */
export type GroupNorms = Readonly<Record<string, number>>;

/**
 * Groups norms by `embedding`, `block0` … for each block, `pixelHead`, `prototypeHead`, `contrastHead`,
 * `predictorHead`.
 */
export function groupNorms(lengths: Readonly<Record<string, number>>): GroupNorms {
	const groups: Record<string, number> = {};
	for (const [name, length] of Object.entries(lengths)) {
		const group = groupOf(name);
		groups[group] = Math.hypot(groups[group] ?? 0, length);
	}
	return groups;
}

function groupOf(name: string): string {
	const block = /^blocks\.(\d+)\./.exec(name)?.[1];
	if (block !== undefined) return `block${block}`;
	const head = /^(\w+)_head\./.exec(name)?.[1];
	return head === undefined ? 'embedding' : `${head}Head`;
}

/** Returns the factor by which a gradient of this norm is clipped to `limit` (PyTorch's 1e-6 included). */
export function clipFactor(norm: number, limit: number): number {
	return Math.min(1, limit / (norm + 1e-6));
}
