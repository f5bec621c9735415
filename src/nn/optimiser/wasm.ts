import { runOwnKernel } from '../tf/own-kernel.js';
import { type Tensor, tf } from '../tf/tf.js';
import type { AdamRates } from '../wasm/updates.js';
import type { Parameter } from './update.js';

/**
 * `adamUpdate` by our own kernel, which reads and writes each number once.
 *
 * @returns `undefined` on other backends than wasm
 */
export function wasmAdamUpdate(
	parameter: Parameter,
	gradient: Tensor,
	rates: AdamRates,
): Parameter | undefined {
	const updated = runOwnKernel('AdamUpdate', { ...parameter, gradient }, { ...rates });
	if (!updated) return;

	tf.dispose([parameter.weight, parameter.first, parameter.second]);
	const [weight, first, second] = updated as [Tensor, Tensor, Tensor];
	return { weight, first, second };
}
