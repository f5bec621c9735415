import { readFileSync } from 'node:fs';
import { tf } from '../../src/nn/tf/tf.js';
import type { Weights } from '../../src/nn/weights.js';
import { drawn } from './gradients.js';

/** Reads the values that the script `test/oracle/NAME.py` computed. */
export function golden(name: string): unknown {
	return JSON.parse(readFileSync(new URL(`../../fixtures/golden/${name}.json`, import.meta.url), 'utf8'));
}

/** Weights as the oracles draw them: the i-th tensor with the seed i + 1. */
export function drawnWeights(shapes: Readonly<Record<string, readonly number[]>>): Weights {
	const entries = Object.entries(shapes);
	return Object.fromEntries(entries.map(([name, shape], i) => [name, drawn(i + 1, ...shape)]));
}

/** Number of tensors that `work` leaves behind. */
export async function leaked(work: () => unknown): Promise<number> {
	const before = tf.memory().numTensors;
	await work();
	return tf.memory().numTensors - before;
}
