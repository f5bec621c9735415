import { type Kernel, type KernelArguments, places, type WasmFunctions } from './module.js';

/** Cross-entropy [T] and softmax − target [T, K] as a kernel, by assembly/tensors/soft-cross-entropy.ts. */
export function crossEntropyOf(functions: WasmFunctions): Kernel {
	return (args) => {
		const { inputs, backend } = args as KernelArguments<'target' | 'x'>;
		const { target, x } = inputs;
		const [rows, columns] = x.shape as [number, number];
		const losses = backend.makeOutput([rows], 'float32');
		const residual = backend.makeOutput([rows, columns], 'float32');
		functions.softCrossEntropy(...places(backend, target, x, losses, residual), rows, columns);
		return [losses, residual];
	};
}
