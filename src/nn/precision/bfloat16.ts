/**
 * Matrix products in bfloat16, which TensorFlow.js does not know: TensorFlow's own operations on tensors that stay with
 * it.
 */

import { outsideGraph } from '../graph/recorder.js';
import { type Attribute, type RawBackend, rawBackend } from '../tf/binding.js';
import { type Tensor, tf } from '../tf/tf.js';
import { currentPolicy, withPolicy } from './precision.js';

/** Number of the type in TensorFlow. */
const bfloat16 = 14;

declare const isOfComputeType: unique symbol;

/**
 * A tensor in the precision of matrix products: bfloat16 or float32. TensorFlow.js takes it for one of float32, so that
 * its operations would misread it: only `multiply` and `toFloat32` read it, and the type keeps others from doing so.
 */
export interface ComputeTensor extends Disposable {
	readonly [isOfComputeType]: true;
	readonly shape: readonly number[];
}

/** Rounds a tensor to the precision of matrix products; in float32 it is `x` itself. Disposed of as any tensor. */
export function toComputeType(x: Tensor): ComputeTensor {
	const computed =
		currentPolicy().precision === 'bf16' ? cast(raw(), x, raw().binding.TF_FLOAT, bfloat16) : x;
	return computed as unknown as ComputeTensor;
}

/** Returns the numbers of a tensor in the precision of matrix products as float32. */
export function toFloat32(x: ComputeTensor): Tensor {
	const tensor = asTensor(x);
	return currentPolicy().precision === 'bf16'
		? cast(raw(), tensor, bfloat16, raw().binding.TF_FLOAT)
		: tensor;
}

/**
 * Multiplies the last two axes of two tensors, in float32: the product of the rounded numbers, summed up in float32.
 * Where the processor multiplies in bfloat16, the result has its precision.
 *
 * @param a [..., M, K], or [..., K, M] where it is to be transposed
 * @param b [..., K, N], or [..., N, K] where it is to be transposed
 * @returns [..., M, N]
 */
export function multiply(a: ComputeTensor, b: ComputeTensor, transposeA = false, transposeB = false): Tensor {
	if (currentPolicy().precision === 'bf16' && roundsProducts())
		return ownProduct(a, b, transposeA, transposeB);
	return tf.tidy(() => float32Product(toFloat32(a), toFloat32(b), transposeA, transposeB));
}

function asTensor(x: ComputeTensor): Tensor {
	return x as unknown as Tensor;
}

/**
 * TensorFlow.js calls TensorFlow's product of batches for any rank. That of two matrices has faster kernels: 20% for a
 * forward product with a short inner side, 3.5% of a step.
 */
function float32Product(a: Tensor, b: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
	const backend = rawBackend();
	if (!backend || a.rank !== 2 || b.rank !== 2) return tf.matMul(a, b, transposeA, transposeB);
	const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_FLOAT } = backend.binding;
	const attributes: Attribute[] = [
		{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
		{ name: 'transpose_a', type: TF_ATTR_BOOL, value: transposeA },
		{ name: 'transpose_b', type: TF_ATTR_BOOL, value: transposeB },
	];
	return execute(backend, 'MatMul', attributes, [a, b]);
}

let rounds: boolean | undefined;

/**
 * Returns `true` if TensorFlow's own bfloat16 product is usable. On processors without instructions for it (oneDNN
 * wants AVX-512) it takes one to three times as long as in float32, and truncates its result instead of rounding:
 * everything becomes 0.3% smaller.
 */
function roundsProducts(): boolean {
	rounds ??= outsideGraph(() => withPolicy({ ...currentPolicy(), precision: 'bf16' }, tryProduct));
	return rounds;
}

function tryProduct(): boolean {
	return tf.tidy(() => {
		// 1 + 3·2⁻⁹ lies between 1 and 1 + 2⁻⁷, nearer to the second.
		const parts = toComputeType(tf.tensor2d([[1, 3 * 2 ** -9]]));
		return ownProduct(parts, toComputeType(tf.ones([2, 1])), false, false).dataSync()[0]! > 1;
	});
}

function ownProduct(a: ComputeTensor, b: ComputeTensor, transposeA: boolean, transposeB: boolean): Tensor {
	const backend = raw();
	const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_FLOAT } = backend.binding;
	const attributes: Attribute[] = [
		{ name: 'T', type: TF_ATTR_TYPE, value: bfloat16 },
		{ name: 'adj_x', type: TF_ATTR_BOOL, value: transposeA },
		{ name: 'adj_y', type: TF_ATTR_BOOL, value: transposeB },
	];
	return tf.tidy(() => {
		const product = execute(backend, 'BatchMatMulV2', attributes, [a, b].map(asTensor));
		return cast(backend, product, bfloat16, TF_FLOAT);
	});
}

function cast(backend: RawBackend, x: Tensor, from: number, to: number): Tensor {
	const { TF_ATTR_TYPE, TF_ATTR_BOOL } = backend.binding;
	const attributes: Attribute[] = [
		{ name: 'SrcT', type: TF_ATTR_TYPE, value: from },
		{ name: 'DstT', type: TF_ATTR_TYPE, value: to },
		{ name: 'Truncate', type: TF_ATTR_BOOL, value: false },
	];
	return execute(backend, 'Cast', attributes, [x]);
}

/** An operation with one result, of a type that tfjs-node would refuse. */
function execute(backend: RawBackend, name: string, attributes: Attribute[], inputs: Tensor[]): Tensor {
	const made = backend.binding.executeOp(name, attributes, backend.getInputTensorIds(inputs), 1)[0]!;
	return backend.createOutputTensor({ ...made, dtype: backend.binding.TF_FLOAT });
}

function raw(): RawBackend {
	return rawBackend()!;
}
