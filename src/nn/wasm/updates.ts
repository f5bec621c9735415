/** Kernels that update weights and measure gradients in one pass over the memory: assembly/tensors/updates.ts. */
import { tf } from '../tf/tf.js';
import { type Kernel, type KernelArguments, places, type WasmBackend, type WasmFunctions } from './module.js';

/** The numbers of one update of one parameter. */
export interface AdamRates {
	readonly learningRate: number;
	readonly weightDecay: number;
	readonly beta1: number;
	readonly beta2: number;
	readonly epsilon: number;
	/** Number of the parameter's updates after this one: 1 at the first. */
	readonly count: number;
	/** Factor of the gradient, from clipping. */
	readonly clip: number;
}

/** `adamUpdate` as a kernel, which takes its inputs but the gradient over: gives weight, first and second. */
export function adamUpdater(functions: WasmFunctions): Kernel {
	return (args) => {
		const { inputs, attrs, backend } = args as KernelArguments<
			'weight' | 'first' | 'second' | 'gradient',
			AdamRates
		>;
		const { weight, first, second, gradient } = inputs;
		const { learningRate, weightDecay, beta1, beta2, epsilon, count, clip } = attrs;
		const updated = [weight, first, second].map((x) => inPlace(backend, x));
		functions.adamUpdate(
			...places(backend, weight, first, second, gradient, ...updated),
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

/** from + rate · (to − from) as a kernel, which takes `from` over. */
export function mover(functions: WasmFunctions): Kernel {
	return (args) => {
		const { inputs, attrs, backend } = args as KernelArguments<'from' | 'to', { rate: number }>;
		const { from, to } = inputs;
		const moved = inPlace(backend, from);
		functions.moveTowards(...places(backend, from, to, moved), tf.util.sizeFromShape(from.shape), attrs.rate);
		return [moved];
	};
}

/** The sum of all squares as a kernel. */
export function squareSummer(functions: WasmFunctions): Kernel {
	return (args) => {
		const { inputs, backend } = args as KernelArguments<'x'>;
		const sum = backend.makeOutput([], 'float32');
		functions.sumOfSquares(...places(backend, inputs.x, sum), tf.util.sizeFromShape(inputs.x.shape));
		return [sum];
	};
}

/** The memory of a tensor that is taken over, or new memory where others share it. */
function inPlace(backend: WasmBackend, x: tf.TensorInfo): tf.TensorInfo {
	if (backend.refCount(x.dataId) > 1) return backend.makeOutput(x.shape, 'float32');
	backend.incRef(x.dataId);
	return { ...x };
}

/** x·Φ(x) as a kernel and, if `recording` is 1, its slope, by assembly/tensors/gelu.ts. */
export function geluOf(functions: WasmFunctions): Kernel {
	return (args) => {
		const { inputs, attrs, backend } = args as KernelArguments<'x', { recording: number }>;
		const { x } = inputs;
		const made = Array.from({ length: 1 + attrs.recording }, () => backend.makeOutput(x.shape, 'float32'));
		const [from, value, slope = 0] = places(backend, x, ...made) as number[];
		functions.gelu(from!, value!, slope, tf.util.sizeFromShape(x.shape));
		return made;
	};
}

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
