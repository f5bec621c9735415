import test from 'ava';
import { valueAndGradients } from '../../../src/nn/autograd/value-and-gradients.js';
import { attention } from '../../../src/nn/layers/attention.js';
import { gelu } from '../../../src/nn/layers/gelu.js';
import { linear, product } from '../../../src/nn/layers/linear.js';
import { multiply, toComputeType, toFloat32 } from '../../../src/nn/precision/bfloat16.js';
import { type ComputePolicy, withPolicy } from '../../../src/nn/precision/precision.js';
import { type Tensor, tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { drawn, type Operation, relativeError } from '../../support/gradients.js';

test.before(async () => void (await useBackend()));

const bf16: ComputePolicy = { precision: 'bf16', checkpointing: false };
const float32: ComputePolicy = { precision: 'float32', checkpointing: false };

const hasBf16 = async () => (await useBackend()).name === 'tensorflow';

/** Of rounding to the nearest of 8 significant bits. */
const unit = 2 ** -8;

test.serial('numbers keep eight bits, to the nearest, and the exponents of float32', async (t) => {
	if (!(await hasBf16())) return t.pass('refused');
	const values = [1, 1 + 2 ** -7, 1 + 2 ** -8 + 2 ** -10, 3e38, -1e-38];
	const read = withPolicy(bf16, () =>
		tf.tidy(() => toFloat32(toComputeType(tf.tensor1d(values))).dataSync()),
	);
	t.deepEqual(read.slice(0, 3), Float32Array.of(1, 1 + 2 ** -7, 1 + 2 ** -7));
	t.true(relativeError(read.slice(3, 4), [3e38]) < unit);
	t.true(relativeError(read.slice(4), [-1e-38]) < unit);
	return undefined;
});

test.serial('products are those of the rounded numbers, rounded once', async (t) => {
	if (!(await hasBf16())) return t.pass('refused');
	const shapes = { plain: [2, 5, 64], transposed: [2, 64, 5] } as const;
	for (const [transposeA, transposeB] of [
		[false, false],
		[true, false],
		[false, true],
	] as const) {
		const a = drawn(1, ...(transposeA ? shapes.transposed : shapes.plain));
		const b = drawn(2, ...(transposeB ? shapes.plain : shapes.transposed));
		const [rounded, exact] = withPolicy(bf16, () => {
			const [x, y] = [toComputeType(a), toComputeType(b)];
			return [
				multiply(x, y, transposeA, transposeB),
				tf.matMul(toFloat32(x), toFloat32(y), transposeA, transposeB),
			];
		});
		const error = relativeError(rounded.dataSync(), exact.dataSync());
		t.true(error <= unit, `${error}`);
		tf.dispose([a, b, rounded, exact]);
	}
	return undefined;
});

const operations: Readonly<Record<string, { run: Operation; inputs: () => Tensor[] }>> = {
	linear: {
		run: (x, weights, bias) => linear(x!, weights!, bias!),
		inputs: () => [drawn(1, 2, 3, 32), drawn(2, 5, 32), drawn(3, 5)],
	},
	product: { run: (x, weights) => product(x!, weights!), inputs: () => [drawn(1, 6, 32), drawn(2, 5, 32)] },
	attention: { run: (qkv) => attention(qkv!, 3), inputs: () => [drawn(1, 2, 7, 36)] },
	gelu: { run: (x) => gelu(x!), inputs: () => [drawn(1, 4, 9)] },
};

for (const [name, { run, inputs }] of Object.entries(operations)) {
	test.serial(
		`${name}: value and gradients are those of float32 within rounding; nothing is left`,
		async (t) => {
			if (!(await hasBf16())) return t.pass('refused');
			const given = inputs();
			const before = tf.memory().numTensors;
			const [rounded, exact] = [bf16, float32].map((way) =>
				withPolicy(way, () => {
					const { value, gradients } = valueAndGradients((...xs) => {
						const y = run(...xs);
						return tf.sum(tf.mul(y, drawn(99, ...y.shape)));
					}, given);
					tf.dispose(value);
					const values = gradients.map((gradient) => gradient.dataSync<'float32'>());
					tf.dispose([...gradients]);
					return values;
				}),
			) as [Float32Array[], Float32Array[]];
			const errors = rounded.map((gradient, i) => relativeError(gradient, exact[i]!));
			t.true(Math.max(...errors) < 8 * unit, `${errors}`);
			t.true(Math.max(...errors) > unit / 16, 'nothing was rounded');
			t.is(tf.memory().numTensors, before);
			tf.dispose(given);
			return undefined;
		},
	);
}
