import { runOwnKernel } from '../tf/own-kernel.js';
import { type Tensor, tf } from '../tf/tf.js';
import type { AdamRates } from '../wasm/updates.js';
import type { Parameter } from './update.js';

/** A parameter with what its update is made of. */
export interface PendingUpdate {
	readonly parameter: Parameter;
	readonly gradient: Tensor;
	readonly rates: AdamRates;
}

/**
 * `adamUpdate` of all parameters at once by our kernel in TensorFlow, which reads and writes each number once. Takes the
 * parameters over: their tensors are disposed of.
 *
 * @returns `undefined` where the backend in use has no such kernel, or there is nothing to update
 */
export function updateTogether(updates: readonly PendingUpdate[]): Parameter[] | undefined {
	if (updates.length === 0) return;
	return tf.tidy(() => {
		const rates = tf.tensor2d(updates.map(({ rates }) => rowOf(rates)));
		const parameters = updates.map(({ parameter }) => parameter);
		const made = runOwnKernel('AdamAll', [
			...parameters.map(({ weight }) => weight),
			...parameters.map(({ first }) => first),
			...parameters.map(({ second }) => second),
			...updates.map(({ gradient }) => gradient),
			rates,
		]);
		if (!made) return;

		for (const { weight, first, second } of parameters) tf.dispose([weight, first, second]);
		const n = updates.length;
		return updates.map((_, i) => ({ weight: made[i]!, first: made[n + i]!, second: made[2 * n + i]! }));
	}) as Parameter[] | undefined;
}

/** In the order of `AdamRate` in `src/setup/kernels/table.h`. */
function rowOf({ learningRate, weightDecay, beta1, beta2, epsilon, count, clip }: AdamRates): number[] {
	return [
		clip,
		1 - learningRate * weightDecay,
		1 - beta1,
		1 - beta2,
		learningRate / (1 - beta1 ** count),
		1 / Math.sqrt(1 - beta2 ** count),
		epsilon,
	];
}
