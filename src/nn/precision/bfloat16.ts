/**
 * Matrix products in bfloat16, which TensorFlow.js does not know: TensorFlow's own operations on tensors that stay with
 * it. To TensorFlow.js such a tensor says it is of float32; none but the functions here may read it.
 */

import { outsideGraph } from '../graph/recorder.js';
import { type Attribute, type RawBackend, rawBackend } from '../tf/binding.js';
import { type Tensor, tf } from '../tf/tf.js';
import { computeBy, computing } from './precision.js';

/** TensorFlow's number of the type. */
const bfloat16 = 14;

/** What a matrix product reads, in the precision in use: `x` itself in float32. To be disposed of as any tensor. */
export function factor(x: Tensor): Tensor {
	return computing().precision === 'bf16' ? cast(raw(), x, raw().binding.TF_FLOAT, bfloat16) : x;
}

/** The numbers of what `factor` gave, in float32. */
export function unfactor(x: Tensor): Tensor {
	return computing().precision === 'bf16' ? cast(raw(), x, bfloat16, raw().binding.TF_FLOAT) : x;
}

/**
 * The product of the last two axes of two tensors that `factor` gave, in float32: that of the rounded numbers, summed up
 * in float32. Where the processor multiplies in bfloat16, the result has its precision.
 *
 * @param a [..., M, K], or [..., K, M] where it is to be transposed
 * @param b [..., K, N], or [..., N, K] where it is to be transposed
 * @returns [..., M, N]
 */
export function multiply<T extends Tensor>(a: T, b: T, transposeA = false, transposeB = false): T {
	if (computing().precision === 'bf16' && roundsProducts()) return ownProduct(a, b, transposeA, transposeB);
	return tf.tidy(() => tf.matMul(unfactor(a), unfactor(b), transposeA, transposeB)) as T;
}

let rounds: boolean | undefined;

/**
 * Whether TensorFlow's own product of such numbers is one to use. On processors without instructions for them (oneDNN
 * wants AVX-512) it takes one to three times as long as in float32, and cuts its result off instead of rounding it:
 * everything becomes 0.3% smaller.
 */
function roundsProducts(): boolean {
	rounds ??= outsideGraph(() => computeBy({ ...computing(), precision: 'bf16' }, tryProduct));
	return rounds;
}

function tryProduct(): boolean {
	return tf.tidy(() => {
		// 1 + 3·2⁻⁹ lies between 1 and 1 + 2⁻⁷, nearer to the second.
		const parts = factor(tf.tensor2d([[1, 3 * 2 ** -9]]));
		return ownProduct(parts, factor(tf.ones([2, 1])), false, false).dataSync()[0]! > 1;
	});
}

function ownProduct<T extends Tensor>(a: T, b: T, transposeA: boolean, transposeB: boolean): T {
	const backend = raw();
	const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_FLOAT } = backend.binding;
	const attributes: Attribute[] = [
		{ name: 'T', type: TF_ATTR_TYPE, value: bfloat16 },
		{ name: 'adj_x', type: TF_ATTR_BOOL, value: transposeA },
		{ name: 'adj_y', type: TF_ATTR_BOOL, value: transposeB },
	];
	return tf.tidy(() => {
		const product = execute(backend, 'BatchMatMulV2', attributes, [a, b]);
		return cast(backend, product, bfloat16, TF_FLOAT) as T;
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
