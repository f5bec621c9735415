/** Compares the gradients of every operation in the training step with finite differences, on the open backend. */
import { attention } from '../../nn/layers/attention.js';
import { batchNorm } from '../../nn/layers/batch-norm.js';
import { gelu } from '../../nn/layers/gelu.js';
import { l2Normalise } from '../../nn/layers/l2-normalise.js';
import { layerNorm } from '../../nn/layers/layer-norm.js';
import { linear } from '../../nn/layers/linear.js';
import { chunkedCrossEntropy } from '../../nn/losses/chunked-cross-entropy.js';
import { softCrossEntropy } from '../../nn/losses/soft-cross-entropy.js';
import { type Tensor, type Tensor2D, tf } from '../../nn/tf/tf.js';

export interface GradientCase {
	readonly name: string;
	readonly shapes: readonly (readonly number[])[];
	readonly operation: (...inputs: Tensor[]) => Tensor;
}

/** TensorFlow.js' operations of the training step, then the project's own operations with custom gradients. */
export const gradientCases: readonly GradientCase[] = [
	unary('abs', tf.abs),
	unary('erf', tf.erf),
	unary('exp', tf.exp),
	unary('neg', tf.neg),
	unary('relu', tf.relu),
	unary('sigmoid', tf.sigmoid),
	unary('square', tf.square),
	unary('sqrt', (x) => tf.sqrt(positive(x))),
	unary('rsqrt', (x) => tf.rsqrt(positive(x))),
	unary('log', (x) => tf.log(positive(x))),
	unary('softmax', (x) => tf.softmax(x)),
	unary('logSoftmax', (x) => tf.logSoftmax(x)),
	unary('logSumExp', (x) => tf.logSumExp(x, -1)),
	unary('sum', (x) => tf.sum(x, 0)),
	unary('mean', (x) => tf.mean(x, -1, true)),
	unary('reshape', (x) => tf.reshape(x, [3, 2])),
	unary('transpose', (x) => tf.transpose(x)),
	unary('slice', (x) => tf.slice(x, [0, 1], [2, 2])),
	unary('split', (x) => tf.mul(...(tf.split(x, 2, 0) as [Tensor, Tensor]))),
	unary('tile', (x) => tf.tile(x, [2, 1])),
	unary('expandDims', (x) => tf.expandDims(x, 1)),
	unary('cast', (x) => tf.cast(x, 'float32')),
	binary('add', tf.add),
	binary('sub', tf.sub),
	binary('mul', tf.mul),
	binary('div', (a, b) => tf.div(a, positive(b))),
	binary('maximum', tf.maximum),
	binary('where', (a, b) => tf.where(tf.tensor2d([1, 0, 1, 0, 1, 0], [2, 3], 'bool'), a, b)),
	binary('concat', (a, b) => tf.concat([a, b], 1)),
	binary('stack', (a, b) => tf.stack([a, b])),
	{ name: 'broadcast add', shapes: [[2, 3], [3]], operation: tf.add },
	{ name: 'broadcast mul', shapes: [[2, 3], [3]], operation: tf.mul },
	binary('matMul', (a, b) => tf.matMul(a, tf.reshape(b, [3, 2]))),
	binary('matMul, left transposed', (a, b) => tf.matMul(a, b, true)),
	binary('matMul, right transposed', (a, b) => tf.matMul(a, b, false, true)),
	binary('batched matMul', (a, b) => tf.matMul(tf.reshape(a, [2, 1, 3]), tf.reshape(b, [2, 3, 1]))),
	{ name: 'linear', shapes: [[2, 2, 3], [2, 3], [2]], operation: (x, w, b) => linear(x!, w!, b!) },
	{ name: 'layerNorm', shapes: [[2, 3], [3], [3]], operation: (x, a, b) => layerNorm(x, a, b, 1e-6) },
	{ name: 'gelu', shapes: [[2, 3]], operation: gelu },
	{ name: 'attention', shapes: [[1, 3, 12]], operation: (qkv) => attention(qkv, 2) },
	{ name: 'l2Normalise', shapes: [[2, 3]], operation: l2Normalise },
	{ name: 'batchNorm', shapes: [[4, 2]], operation: (x) => batchNorm(x, 1) },
	unary('softCrossEntropy', (x) => softCrossEntropy(tf.fill([2, 3], 1 / 3), x, 0.5)),
	binary('chunkedCrossEntropy', (x, table) =>
		chunkedCrossEntropy(
			tf.fill([2, 2], 1 / 2),
			x as Tensor2D,
			table as Tensor2D,
			tf.fill([2, 1], 1 / 2),
			0.5,
			1,
		),
	),
];

function unary(name: string, operation: (x: Tensor) => Tensor): GradientCase {
	return { name, shapes: [[2, 3]], operation };
}

function binary(name: string, operation: (a: Tensor, b: Tensor) => Tensor): GradientCase {
	return {
		name,
		shapes: [
			[2, 3],
			[2, 3],
		],
		operation,
	};
}

function positive(x: Tensor): Tensor {
	return tf.add(tf.square(x), 0.5);
}

export interface WrongGradient {
	readonly name: string;
	/** Description of the mismatch, such as `input 0 has 0.31 at 2 where finite differences give 0.93`. */
	readonly problem: string;
}

/** Returns the cases whose gradients are missing or wrong. Takes about a second. */
export function findWrongGradients(cases: readonly GradientCase[] = gradientCases): WrongGradient[] {
	return cases.flatMap(({ name, shapes, operation }) => {
		try {
			const problem = tf.tidy(() => compareGradients(shapes, operation));
			return problem ? [{ name, problem }] : [];
		} catch (error) {
			return [{ name, problem: (error as Error).message }];
		}
	});
}

const step = 1e-2;
/** Tolerance for float32 differences over a step of 1e-2, and for their second-order error. */
const tolerance = 1e-2;

function compareGradients(
	shapes: GradientCase['shapes'],
	operation: GradientCase['operation'],
): string | undefined {
	const values = shapes.map(sample);
	const objective = (...inputs: Tensor[]): tf.Scalar => {
		const result = operation(...inputs);
		const weights = Array.from({ length: result.size }, (_, index) => Math.cos(index + 1));
		return tf.sum(tf.mul(result, tf.tensor(weights, result.shape)));
	};
	const tensors = (arrays: readonly Float32Array[]) =>
		arrays.map((array, index) => tf.tensor(array, [...shapes[index]!]));
	const gradients = tf
		.grads(objective)(tensors(values))
		.map((gradient) => gradient.dataSync());

	for (const [input, array] of values.entries()) {
		for (const [index, value] of array.entries()) {
			const at = (offset: number) => {
				const moved = values.with(input, array.with(index, value + offset));
				return tf.tidy(() => objective(...tensors(moved)).dataSync()[0]!);
			};
			const expected = (at(step) - at(-step)) / (2 * step);
			const actual = gradients[input]![index]!;
			if (!(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)))) {
				return `input ${input} has ${actual} at ${index} where finite differences give ${expected}`;
			}
		}
	}
	return undefined;
}

/**
 * Numbers from 0.3 to 1.3 with alternating signs: away from 0 and from the other input, where some operations have
 * kinks.
 */
function sample(shape: readonly number[], input: number): Float32Array {
	const size = tf.util.sizeFromShape([...shape]);
	const value = (index: number) => 0.3 + ((0.37 * index + 0.23 * input) % 1);
	return Float32Array.from({ length: size }, (_, index) => ((index + input) % 2 ? -1 : 1) * value(index));
}
