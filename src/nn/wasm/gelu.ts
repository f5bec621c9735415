import { tf } from '../tf/tf.js';
import { type Kernel, type KernelArguments, places, type WasmFunctions } from './module.js';

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
