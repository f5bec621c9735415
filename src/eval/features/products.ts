import { type Tensor2D, tf } from '../../nn/tf/tf.js';

/** Vectors of one length, one after another. */
export interface Vectors {
	readonly dimensions: number;
	readonly values: Float32Array | Float64Array;
}

/**
 * Computes the scalar products of every vector of `a` with every one of `b`, in float32 as in the published code.
 * Needs an open backend.
 *
 * @returns vectors of `a` × vectors of `b`
 */
export function productsBetween(a: Vectors, b: Vectors): Float32Array {
	const products = tf.tidy(() => tf.matMul(matrixOf(a), matrixOf(b), false, true));
	const values = products.dataSync<'float32'>();
	products.dispose();
	return values;
}

function matrixOf({ values, dimensions }: Vectors): Tensor2D {
	return tf.tensor2d(new Float32Array(values), [values.length / dimensions, dimensions]);
}
