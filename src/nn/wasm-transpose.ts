/**
 * `Transpose` of the wasm backend where the last axis stays, as when heads are split and joined: whole runs of numbers
 * are copied, where tfjs goes number by number.
 */
import { tf } from './tf.js';
import type { Kernel, KernelArguments, WasmFunctions } from './wasm-module.js';

type Transposition = KernelArguments<'x', { perm: number[] }>;

/** What copyRuns of assembly/transpose.ts takes. */
const axes = 4;

/** @param stock tfjs' own kernel, for what is left to it */
export function transposer(functions: WasmFunctions, stock: Kernel): Kernel {
	return (args) => {
		const { inputs, attrs } = args as Transposition;
		const [x, last] = [inputs.x, inputs.x.shape.length - 1];
		const isRuns = x.dtype === 'float32' && last <= axes && attrs.perm[last] === last;
		return isRuns ? copyAxes(args as Transposition, functions) : stock(args);
	};
}

function copyAxes({ inputs: { x }, attrs, backend }: Transposition, { copyRuns }: WasmFunctions) {
	const strides = x.shape.map((_, axis) => 4 * tf.util.sizeFromShape(x.shape.slice(axis + 1)));
	const order = attrs.perm.slice(0, -1);
	const nested = order.map((axis) => [x.shape[axis]!, strides[axis]!]);
	const missing = Array.from({ length: axes - nested.length }, () => [1, 0]);
	const out = backend.makeOutput(
		attrs.perm.map((axis) => x.shape[axis]!),
		'float32',
	);
	const [from, to] = [x, out].map(({ dataId }) => backend.getMemoryOffset(dataId)) as [number, number];
	copyRuns(from, to, 4 * x.shape.at(-1)!, ...[...missing, ...nested].flat());
	return out;
}
