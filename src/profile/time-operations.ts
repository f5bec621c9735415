import { rawBackend } from '../nn/tf/binding.js';
import { tf } from '../nn/tf/tf.js';

/** Called with the start and end of each call, in milliseconds of `performance.now`. */
export type OperationListener = (name: string, start: number, end: number) => void;

type Method = (...values: never[]) => unknown;

/** Calls of the binding other than operations that are timed, with their display names. */
const calls: Readonly<Record<string, string>> = {
	createTensor: '(to TensorFlow)',
	tensorDataSync: '(from TensorFlow)',
	deleteTensor: '(free)',
	runSavedModel: '(graph)',
};

/**
 * Reports each operation until disposed of. On TensorFlow these are its own operations and the moves of tensors; a
 * graph runs as one. Elsewhere they are tfjs' kernels, with tfjs' own bookkeeping.
 *
 * On a GPU the time is that of the call, which may end before the work does.
 */
export function timeOperations(listener: OperationListener): Disposable {
	return rawBackend() ? timeBinding(listener) : timeKernels(listener);
}

function timeBinding(listener: OperationListener): Disposable {
	const backend = rawBackend() as unknown as { binding: Record<string, unknown> };
	const { binding } = backend;
	// The binding's own functions cannot be replaced, and need it as their `this`.
	const timed: Record<string, unknown> = {};
	for (const key of Object.getOwnPropertyNames(binding)) {
		const value = binding[key];
		if (typeof value !== 'function') timed[key] = value;
		else if (key === 'executeOp') timed[key] = timeCalls(value.bind(binding), (name) => name, listener);
		else if (key in calls) timed[key] = timeCalls(value.bind(binding), () => calls[key]!, listener);
		else timed[key] = value.bind(binding);
	}
	backend.binding = timed;
	return {
		[Symbol.dispose]() {
			backend.binding = binding;
		},
	};
}

function timeKernels(listener: OperationListener): Disposable {
	const engine = tf.engine() as unknown as { runKernel: Method };
	const { runKernel } = engine;
	engine.runKernel = timeCalls(runKernel.bind(engine) as Method, (name) => name, listener);
	return {
		[Symbol.dispose]() {
			delete (engine as { runKernel?: Method }).runKernel; // Its class has it.
		},
	};
}

/** Reports only the outermost of nested calls, so that times add up. */
function timeCalls(method: Method, nameOf: (name: string) => string, listener: OperationListener): Method {
	let depth = 0;
	return (...values) => {
		depth++;
		const start = performance.now();
		try {
			return method(...values);
		} finally {
			depth--;
			if (depth === 0) listener(nameOf(values[0] as unknown as string), start, performance.now());
		}
	};
}
