/**
 * `Transpose` of the wasm backend where the last axis of more than one stays, as when heads are split and joined: whole
 * runs of numbers are copied, where tfjs goes number by number.
 */
import { tf } from '../tf/tf.js';
import { type Kernel, type KernelArguments, places, type WasmFunctions } from './module.js';

type Transposition = KernelArguments<'x', { perm: number[] }>;

/** Number of axes that `copyRuns` of assembly/tensors/transpose.ts takes. */
const axes = 4;

/** @param stock tfjs' own kernel, for what is left to it */
export function transposer(functions: WasmFunctions, stock: Kernel): Kernel {
	return (args) => copyAxes(args as Transposition, functions) ?? stock(args);
}

/** @returns `undefined` where the last axis moves, or there are more than can be nested */
function copyAxes({ inputs: { x }, attrs, backend }: Transposition, { copyRuns }: WasmFunctions) {
	const last = x.shape.findLastIndex((size) => size > 1);
	const order = attrs.perm.filter((axis) => x.shape[axis]! > 1);
	if (x.dtype !== 'float32' || order.at(-1) !== last || order.length > axes + 1) return;

	const stride = (axis: number) => 4 * tf.util.sizeFromShape(x.shape.slice(axis + 1));
	const nested = order.slice(0, -1).map((axis) => [x.shape[axis]!, stride(axis)]);
	const missing = Array.from({ length: axes - nested.length }, () => [1, 0]);
	const shape = attrs.perm.map((axis) => x.shape[axis]!);
	const out = backend.makeOutput(shape, 'float32');
	copyRuns(...places(backend, x, out), 4 * x.shape[last]!, ...[...missing, ...nested].flat());
	return out;
}
