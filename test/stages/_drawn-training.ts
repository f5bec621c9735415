import { fnv1a, mulberry32 } from '../../src/math/random.js';
import { createTeacher } from '../../src/nn/heads/networks.js';
import type { Training } from '../../src/nn/step/training.js';
import { type Tensor, tf } from '../../src/nn/tf/tf.js';
import type { Weights } from '../../src/nn/weights.js';

/** Uniform numbers in [−1, 1), seeded with a name; the `i`-th becomes `change(number)`, rounded to float32. */
export function drawn(name: string, shape: readonly number[], change = (value: number) => value): Tensor {
	const random = mulberry32(fnv1a(name));
	const values = new Float32Array(tf.util.sizeFromShape([...shape]));
	for (let i = 0; i < values.length; i++) values[i] = change(2 * random() - 1);
	return tf.tensor(values, [...shape]);
}

/** The training with weights that the oracles draw too. */
export function withDrawnWeights(training: Training): Training {
	const { student, teacher } = training;
	const weights: Weights = Object.fromEntries(
		Object.entries(student).map(([name, tensor]) => [name, drawnWeight(name, tensor)]),
	);
	tf.dispose([student, teacher]);
	return Object.assign(training, { student: weights, teacher: createTeacher(weights) });
}

function drawnWeight(name: string, { shape }: Tensor): Tensor {
	if (name.endsWith('.bias')) return drawn(name, shape, (value) => 0.02 * value);
	const isMatrix = shape.length > 1 && !name.endsWith('.length');
	return drawn(name, shape, (value) => (isMatrix ? 0.02 * Math.sqrt(3) * value : 1 + 0.1 * value));
}
