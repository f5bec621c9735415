/**
 * Kernels of our own inside TensorFlow, on x86-64 processors with AVX2: C++ in `src/setup/kernels`, compiled into the
 * addon by set-up. Each computes in one pass over the memory what a chain of TensorFlow's operations computes in many.
 */
import { type Attribute, type RawBackend, rawBackend } from '../tf/binding.js';
import { addOwnKernel, type Inputs } from '../tf/own-kernel.js';
import type { Tensor, tf } from '../tf/tf.js';

/** The instruction set of the kernels in use. */
export type KernelSet = 'avx2' | 'avx512';

interface OwnOperation {
	/** The number of outputs, by the number of inputs where these are a list. */
	readonly outputs: number | ((inputs: number) => number);
	/** The length of the operation's lists of tensors, by the number of inputs. */
	readonly list?: (inputs: number) => number;
	readonly accepts?: (inputs: readonly Tensor[], attributes: Readonly<Record<string, number>>) => boolean;
}

/** The vectors of the attention kernel are up to 16 numbers wide, and a row of a head is some of them. */
const hasWholeVectors: OwnOperation['accepts'] = ([qkv], { heads }) =>
	Number.isInteger(qkv!.shape[2]! / (3 * heads!) / 16);

/** By the name that `runOwnKernel` takes; TensorFlow's has `Mmc` before it. `src/setup/kernels` says what each computes. */
const operations: Readonly<Record<string, OwnOperation>> = {
	BiasGelu: { outputs: 1 },
	BiasGeluGrad: { outputs: 2 },
	ColumnSums: { outputs: 1 },
	LayerNorm: { outputs: 2 },
	LayerNormGrad: { outputs: 3 },
	AddBranch: { outputs: 1 },
	AddBranchGrad: { outputs: 2 },
	AddNorm: { outputs: 3 },
	AddNormGrad: { outputs: 5 },
	Attention: { outputs: 2, accepts: hasWholeVectors },
	AttentionGrad: { outputs: 2 },
	Sharpen: { outputs: 2 },
	CrossEntropy: { outputs: 2 },
	AdamAll: { outputs: (inputs) => (3 * (inputs - 1)) / 4, list: (inputs) => (inputs - 1) / 4 },
	MoveAll: { outputs: (inputs) => (inputs - 1) / 2, list: (inputs) => (inputs - 1) / 2 },
	SumsOfSquares: { outputs: 1, list: (inputs) => inputs },
};

/**
 * To be called once, while TensorFlow is the backend in use.
 *
 * @returns the instruction set in use; `undefined` where the addon has no kernels that this machine can run
 */
export function registerTensorFlowKernels(): KernelSet | undefined {
	const backend = rawBackend()!;
	const set = kernelSet(backend);
	if (!set) return;
	for (const [name, operation] of Object.entries(operations)) {
		const kernel: tf.KernelFunc = ({ inputs, attrs }) =>
			execute(rawBackend()!, name, operation, Object.values(inputs) as Tensor[], attrs as never);
		const { accepts } = operation;
		addOwnKernel(
			'tensorflow',
			name,
			kernel,
			accepts && ((inputs, attributes) => accepts(listOf(inputs), attributes)),
		);
	}
	return set;
}

function listOf(inputs: Inputs): readonly Tensor[] {
	return Object.values(inputs);
}

/** An addon of before, or of a program that has loaded tfjs-node itself, does not know the operation. */
function kernelSet({ binding }: RawBackend): KernelSet | undefined {
	try {
		const { id } = binding.executeOp('MmcKernels', [], [], 1)[0]!;
		const [lanes] = binding.tensorDataSync(id);
		binding.deleteTensor(id);
		return lanes === 16 ? 'avx512' : 'avx2';
	} catch {
		return undefined;
	}
}

/** Runs the operation, or writes it into the graph that is being recorded. */
function execute(
	backend: RawBackend,
	name: string,
	{ outputs, list }: OwnOperation,
	inputs: readonly Tensor[],
	numbers: Readonly<Record<string, number>>,
): Tensor[] {
	const { TF_ATTR_INT, TF_ATTR_FLOAT } = backend.binding;
	const attributes: Attribute[] = Object.entries(numbers).map(([key, value]) => ({
		name: key,
		type: key === 'heads' ? TF_ATTR_INT : TF_ATTR_FLOAT,
		value,
	}));
	if (list) attributes.push({ name: 'N', type: TF_ATTR_INT, value: list(inputs.length) });
	const count = typeof outputs === 'number' ? outputs : outputs(inputs.length);
	return backend.executeMultipleOutputs(`Mmc${name}`, attributes, inputs, count);
}
