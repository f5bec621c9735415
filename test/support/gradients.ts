import type { ExecutionContext } from 'ava';
import { mulberry32 } from '../../src/math/random.js';
import { type Tensor, tf } from '../../src/nn/tf/tf.js';
import { agrees } from './fidelity.js';

export type Operation = (...inputs: Tensor[]) => Tensor;

/** A tensor of uniform numbers in [−1, 1), the same in each run. */
export function drawn(seed: number, ...shape: number[]): Tensor {
	const random = mulberry32(seed);
	const size = tf.util.sizeFromShape(shape);
	return tf.tensor(
		Array.from({ length: size }, () => 2 * random() - 1),
		shape,
	);
}

/** Largest difference of two lists, relative to the largest magnitude in `expected`. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
	if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
	let [worst, largest] = [0, 0];
	for (let i = 0; i < expected.length; i++) {
		const error = Math.abs(actual[i]! - expected[i]!);
		if (!(error <= worst)) worst = error; // also when NaN
		largest = Math.max(largest, Math.abs(expected[i]!));
	}
	return worst / (largest || 1);
}

/** Two forms of one operation agree in value and in the gradient of every input. */
export function assertSame(t: ExecutionContext, fused: Operation, plain: Operation, inputs: Tensor[]): void {
	const [value, gradients] = valueAndGradients(fused, inputs);
	const [plainValue, plainGradients] = valueAndGradients(plain, inputs);
	t.true(relativeError(value, plainValue) < 1e-6);
	gradients.forEach((gradient, i) => {
		const error = relativeError(gradient, plainGradients[i]!);
		t.true(error < 1e-5, `input ${i}: ${error}`);
	});
}

/** Central differences in float64 agree with the gradient of every input. */
export function assertFiniteDifferences(t: ExecutionContext, operation: Operation, inputs: Tensor[]): void {
	const [, gradients] = valueAndGradients(operation, inputs);
	inputs.forEach((input, i) => {
		const values = input.dataSync();
		const numeric = Array.from(values, (value, j) => {
			const at = (moved: number) => {
				const changed = Float64Array.from(values);
				changed[j] = moved;
				return total(operation, inputs.with(i, tf.tensor(changed as unknown as Float32Array, input.shape)));
			};
			return (at(value + 1e-5) - at(value - 1e-5)) / 2e-5;
		});
		agrees(t, 'customGradients', relativeError(gradients[i]!, numeric), `input ${i}`);
	});
}

function valueAndGradients(operation: Operation, inputs: Tensor[]): [ArrayLike<number>, ArrayLike<number>[]] {
	const value = operation(...inputs).dataSync();
	const gradients = tf.grads((...xs: Tensor[]) => weighted(operation(...xs)))(inputs);
	return [value, gradients.map((gradient) => gradient.dataSync())];
}

function total(operation: Operation, inputs: Tensor[]): number {
	return tf.tidy(() => weighted(operation(...inputs)).dataSync()[0]!);
}

/** A scalar whose gradient differs from element to element. */
function weighted(value: Tensor): tf.Scalar {
	return tf.sum(tf.mul(value, drawn(99, ...value.shape)));
}
