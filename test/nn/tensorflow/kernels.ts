import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { GraphFunction } from '../../../src/nn/graph/graph-function.js';
import { norms } from '../../../src/nn/optimiser/gradient-norm.js';
import { updateTeacher } from '../../../src/nn/optimiser/momentum.js';
import { updateTogether } from '../../../src/nn/optimiser/together.js';
import { adamUpdate } from '../../../src/nn/optimiser/update.js';
import { hasOwnKernel, none, runOwnKernel } from '../../../src/nn/tf/own-kernel.js';
import { type Tensor, tf } from '../../../src/nn/tf/tf.js';
import { useBackend } from '../../support/backend.js';
import { assertSame, drawn, relativeError } from '../../support/gradients.js';
import { fusedLayers, sharpened } from './_cases.js';

const { kernels } = await useBackend();
const ours = kernels ? test : test.skip;
const reason = kernels ? '' : ' (skipped: TensorFlow has no kernels of ours on this machine)';

for (const { name, kernel, fused, plain, inputs } of fusedLayers()) {
	ours(`${name}: equals its plain form, gradient too${reason}`, (t) => {
		t.true(hasOwnKernel(kernel, inputs, { heads: 1 }), 'or the plain form is compared with itself');
		assertSame(t, fused, plain, inputs);
	});

	ours(`${name}: a graph computes the same bits${reason}`, (t) => {
		const named = Object.fromEntries(inputs.map((tensor, i) => [`${i}`, tensor]));
		const compute = (...xs: Tensor[]) => {
			const gradients = tf.grads((...ys: Tensor[]) => tf.sum(tf.square(fused(...ys))))(xs);
			return { made: Object.fromEntries([fused(...xs), ...gradients].map((x, i) => [`${i}`, x])) };
		};
		using graph = new GraphFunction(({ given }: { given: Record<string, Tensor> }) =>
			compute(...inputs.map((_, i) => given[`${i}`]!)),
		);
		const { made } = graph.run({ given: named });
		const eager = compute(...inputs).made;
		for (const [key, tensor] of Object.entries(eager)) t.deepEqual(made[key]!.dataSync(), tensor.dataSync());
	});
}

ours(`the teacher's distribution and mean logits equal their plain forms${reason}`, (t) => {
	for (const [count, width] of [
		[1, 1],
		[3, 37],
		[130, 1024],
	] as const) {
		const [fused, plain] = sharpened(count, width);
		t.true(relativeError(fused.dataSync(), plain.dataSync()) < 3e-6);
	}
});

ours(`AdamW of all parameters at once equals that of one after another${reason}`, (t) => {
	const shapes = [[3, 7], [1], [200, 190]];
	const start = () =>
		shapes.map((shape, i) => ({
			weight: drawn(i, ...shape),
			first: tf.mul(drawn(10 + i, ...shape), 0.1),
			second: tf.square(drawn(20 + i, ...shape)),
		}));
	const gradients = shapes.map((shape, i) => drawn(30 + i, ...shape));
	const rates = shapes.map((_, i) => ({
		learningRate: 0.01,
		weightDecay: i === 1 ? 0 : 0.1,
		beta1: 0.9,
		beta2: 0.999,
		epsilon: 1e-8,
		count: 3 + i,
		clip: i === 0 ? 0.5 : 1,
	}));
	const together = updateTogether(
		start().map((parameter, i) => ({ parameter, gradient: gradients[i]!, rates: rates[i]! })),
	)!;
	start().forEach((parameter, i) => {
		const alone = adamUpdate(parameter, gradients[i]!, rates[i]!);
		for (const key of ['weight', 'first', 'second'] as const)
			t.true(relativeError(together[i]![key].dataSync(), alone[key].dataSync()) < 1e-6, `${key} ${i}`);
	});
});

ours(`teacher and norms equal their plain forms${reason}`, (t) => {
	const [teacher, student] = [drawn(1, 300, 77), drawn(2, 300, 77)];
	const expected = tf.add(teacher, tf.mul(0.004, tf.sub(student, teacher))).dataSync();
	const { w } = updateTeacher({ w: tf.clone(teacher) }, { w: student }, 0.996);
	t.true(relativeError(w!.dataSync(), expected) < 1e-6);
	const { a, b } = norms({ a: teacher, b: tf.scalar(-3) });
	t.true(Math.abs(a! / Math.sqrt(tf.sum(tf.square(teacher)).dataSync()[0]!) - 1) < 1e-6);
	t.is(b, 3);
});

ours(`what is not a number stays so${reason}`, (t) => {
	for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
		const rows = (...shape: number[]) => {
			const values = drawn(1, ...shape).dataSync() as Float32Array;
			values[values.length >> 1] = bad;
			return tf.tensor(values, shape);
		};
		const isBad = (name: string, inputs: Tensor[], attributes = {}) => {
			const made = runOwnKernel(name, inputs, attributes)!;
			const isSeen = made.some((tensor) => !tensor.dataSync().every(Number.isFinite));
			t.true(isSeen, `${name} of ${bad}`);
		};
		isBad('BiasGelu', [rows(7, 50), tf.zeros([50])]);
		isBad('LayerNorm', [rows(7, 50), tf.ones([50]), tf.zeros([50])], { epsilon: 1e-6 });
		isBad('Sharpen', [rows(7, 50), tf.zeros([50]), tf.scalar(0.1)]);
		isBad('CrossEntropy', [rows(7, 50), tf.fill([7, 50], 1 / 50)]);
		isBad('Attention', [rows(1, 5, 96), none()], { heads: 2 });
		isBad('SumsOfSquares', [rows(70)]);
	}
});

ours(`a head of 4 numbers is left to the plain form${reason}`, (t) => {
	t.true(hasOwnKernel('Attention', [tf.zeros([1, 2, 96]), none()], { heads: 2 }));
	t.false(hasOwnKernel('Attention', [tf.zeros([1, 2, 24]), none()], { heads: 2 }));
});

async function digest(set: string, threads: number): Promise<string> {
	const file = path.join(import.meta.dirname, '_digest.ts');
	const env = { ...process.env, MMC_KERNELS: set, TF_NUM_INTRAOP_THREADS: String(threads) };
	const { stdout } = await promisify(execFile)(process.execPath, ['--import=tsx', file], { env });
	return stdout.trim();
}

for (const set of ['avx2', ...(kernels === 'avx512' ? ['avx512'] : [])]) {
	ours(`${set}: the same bits by 1, 2 and 5 threads${reason}`, async (t) => {
		const [one, two, five] = [await digest(set, 1), await digest(set, 2), await digest(set, 5)];
		t.is(two, one);
		t.is(five, one);
		t.true(one.startsWith(set));
	});
}

ours(`MMC_KERNELS=none leaves everything to TensorFlow's operations${reason}`, async (t) => {
	t.true((await digest('none', 2)).startsWith('undefined'));
});
