/** Weights moved in one pass over the memory, by assembly/updates.ts. */
import type { AdamRates } from './adam-update.js';
import { tf } from './tf.js';
import type { Kernel, KernelArguments, WasmFunctions } from './wasm-module.js';

/** `adamUpdate` as a kernel: gives weight, first and second. */
export function adamUpdater(functions: WasmFunctions): Kernel {
	return (args) => {
		const { inputs, attrs, backend } = args as KernelArguments<
			'weight' | 'first' | 'second' | 'gradient',
			AdamRates
		>;
		const { weight, first, second, gradient } = inputs;
		const { learningRate, weightDecay, beta1, beta2, epsilon, count, clip } = attrs;
		const updated = [weight, first, second].map(({ shape }) => backend.makeOutput(shape, 'float32'));
		const tensors = [weight, first, second, gradient, ...updated];
		functions.adamUpdate(
			...tensors.map(({ dataId }) => backend.getMemoryOffset(dataId)),
			tf.util.sizeFromShape(weight.shape),
			clip,
			beta1,
			1 - beta1,
			beta2,
			1 - beta2,
			1 - beta2 ** count,
			epsilon,
			learningRate / (1 - beta1 ** count),
			1 - learningRate * weightDecay,
		);
		return updated;
	};
}

/** from + rate · (to − from) as a kernel. */
export function mover(functions: WasmFunctions): Kernel {
	return (args) => {
		const { inputs, attrs, backend } = args as KernelArguments<'from' | 'to', { rate: number }>;
		const { from, to } = inputs;
		const out = backend.makeOutput(from.shape, 'float32');
		const places = [from, to, out].map(({ dataId }) => backend.getMemoryOffset(dataId));
		functions.moveTowards(...places, tf.util.sizeFromShape(from.shape), attrs.rate);
		return [out];
	};
}
