/**
 * `BatchMatMul` of the wasm backend by assembly/tensors/matmul.ts. Its own has fast code (XNNPACK) for one pair of
 * untransposed matrices only, and a plain loop for the rest, which attention and gradients mostly need.
 */
import { tf } from '../tf/tf.js';
import { type Kernel, type KernelArguments, places } from './module.js';
import type { Multiply } from './threads.js';

type Multiplication = KernelArguments<'a' | 'b', { transposeA: boolean; transposeB: boolean }>;

/** @param stock tfjs' own kernel, for what is left to it */
export function multiplier(multiply: Multiply, stock: Kernel): Kernel {
	return (args) => multiplyBatches(args as Multiplication, multiply) ?? stock(args);
}

/** @returns `undefined` for batches of more axes of which some are broadcast */
function multiplyBatches(
	{ inputs, attrs, backend }: Multiplication,
	multiply: Multiply,
): tf.TensorInfo | undefined {
	const left = describe(inputs.a, attrs.transposeA);
	const right = describe(inputs.b, attrs.transposeB);
	const outer = tf.broadcast_util.assertAndGetBroadcastShape(left.outer, right.outer);
	const batch = tf.util.sizeFromShape(outer);
	if (![1, batch].includes(left.batch) || ![1, batch].includes(right.batch)) return;

	const out = backend.makeOutput([...outer, left.rows, right.columns], 'float32');
	const [a, b, product] = places(backend, inputs.a, inputs.b, out);
	// One right-hand matrix for all, as in a linear layer: the batch is only more rows.
	const folds = right.batch === 1 && !attrs.transposeA;
	const rows = folds ? left.batch * left.rows : left.rows;
	const sizes = [rows, left.columns, right.columns] as const;
	for (let index = 0; index < (folds ? 1 : batch); index++) {
		multiply(
			[a + (index % left.batch) * left.bytes, ...left.strides],
			[b + (index % right.batch) * right.bytes, ...right.strides],
			[product + index * 4 * rows * right.columns, 4 * right.columns],
			sizes,
		);
	}
	return out;
}

/** A batch of matrices, with their sizes after transposition. */
interface Matrices {
	readonly outer: number[];
	readonly batch: number;
	readonly rows: number;
	readonly columns: number;
	/** Bytes from one matrix to the next. */
	readonly bytes: number;
	/** Bytes from one row, and from one column, to the next. */
	readonly strides: readonly [row: number, column: number];
}

function describe({ shape }: tf.TensorInfo, isTransposed: boolean): Matrices {
	const outer = shape.slice(0, -2);
	const [height, width] = shape.slice(-2) as [number, number];
	return {
		outer,
		batch: tf.util.sizeFromShape(outer),
		bytes: 4 * height * width,
		...(isTransposed
			? { rows: width, columns: height, strides: [4, 4 * width] }
			: { rows: height, columns: width, strides: [4 * width, 4] }),
	};
}
