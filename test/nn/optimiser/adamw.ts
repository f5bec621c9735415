import test, { type ExecutionContext } from 'ava';
import { AdamW, type AdamWState, decays } from '../../../src/nn/optimiser/adamw.js';
import { FusedAdam } from '../../../src/nn/optimiser/fused.js';
import { norms } from '../../../src/nn/optimiser/gradient-norm.js';
import { updateTeacher } from '../../../src/nn/optimiser/momentum.js';
import { adamUpdate } from '../../../src/nn/optimiser/update.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { cloneWeights, type Weights } from '../../../src/nn/weights.js';
import { useBackend } from '../../support/backend.js';
import { agrees } from '../../support/fidelity.js';
import type { FormulaName } from '../../support/formulas.js';
import { drawnWeights, golden, leaked } from '../../support/golden.js';
import { drawn, relativeError } from '../../support/gradients.js';

type Values = Record<string, number[]>;

interface Run {
	readonly weights: Values;
	readonly first: Values;
	readonly second: Values;
	readonly updates: Record<string, number>;
	readonly teacher: Values;
	readonly norms: number[];
}

const expected = golden('adamw') as Record<'matrices' | 'all', Run> & { shapes: Record<string, number[]> };

test.before(useBackend);

/** Gradients as the oracle draws them. */
function gradientsAt(step: number): Weights {
	const entries = Object.entries(expected.shapes).map(([name, shape], i) => {
		const gradient = tf.tidy(() => tf.mul(drawn(100 * step + i, ...shape), 1 + 9 * (step % 2)));
		return [name, gradient] as const;
	});
	return Object.fromEntries(entries);
}

function train(optimiser: AdamW, from: number, to: number, start: { weights: Weights; teacher: Weights }) {
	let { weights, teacher } = start;
	const seen: number[] = [];
	for (let step = from; step < to; step++) {
		const gradients = gradientsAt(step);
		const lengths = norms(gradients);
		seen.push(...Object.values(lengths));
		const { prototypes, ...others } = gradients;
		weights = optimiser.step(weights, step < 5 ? others : gradients, {
			learningRate: 0.01 * (1 + (step % 3)),
			weightDecay: 0.1 + 0.02 * step,
			norms: lengths,
			clip: 3,
		});
		teacher = updateTeacher(teacher, weights, 0.9 + 0.004 * step);
		tf.dispose(gradients);
	}
	return { weights, teacher, norms: seen };
}

function begin() {
	const weights = drawnWeights(expected.shapes);
	return { weights, teacher: cloneWeights(weights) };
}

function assertValues(
	t: ExecutionContext,
	formula: FormulaName,
	actual: Weights,
	values: Values,
	suffix = '',
): void {
	for (const [name, value] of Object.entries(values)) {
		agrees(t, formula, relativeError(actual[name + suffix]!.dataSync(), value), name + suffix);
	}
}

for (const decay of ['matrices', 'all'] as const) {
	test(`20 steps equal PyTorch's, decay of ${decay}`, (t) => {
		using optimiser = new AdamW({ decay });
		const { weights, teacher, norms } = train(optimiser, 0, 20, begin());
		const { moments, updates } = optimiser.state;
		assertValues(t, 'adamw', weights, expected[decay].weights);
		assertValues(t, 'momentumUpdate', teacher, expected[decay].teacher);
		assertValues(t, 'adamw', moments, expected[decay].first, '.first');
		t.deepEqual(updates, expected[decay].updates);
		agrees(t, 'clip', relativeError(norms, expected[decay].norms));
	});
}

test('goes on from its state bit for bit', (t) => {
	using uninterrupted = new AdamW();
	using before = new AdamW();
	using after = new AdamW();
	const straight = train(uninterrupted, 0, 12, begin());
	const half = train(before, 0, 6, begin());
	after.state = copyOf(before.state);
	const resumed = train(after, 6, 12, half);
	for (const name of Object.keys(expected.shapes)) {
		t.deepEqual(resumed.weights[name]!.dataSync(), straight.weights[name]!.dataSync());
		t.deepEqual(resumed.teacher[name]!.dataSync(), straight.teacher[name]!.dataSync());
	}
});

/** As a checkpoint would bring it back: other tensors of the same values. */
function copyOf({ moments, updates }: AdamWState): AdamWState {
	const copies = Object.entries(moments).map(([name, x]) => [name, tf.tensor(x.dataSync().slice(), x.shape)]);
	return { moments: Object.fromEntries(copies), updates: { ...updates } };
}

test('a weight without a gradient is left as it is', (t) => {
	using optimiser = new AdamW();
	const weights = begin().weights;
	const { prototypes, ...gradients } = gradientsAt(0);
	const updated = optimiser.step(weights, gradients, { learningRate: 1, weightDecay: 1, norms: {} });
	t.is(updated.prototypes, weights.prototypes);
	t.false(weights.prototypes!.isDisposed);
	t.true(weights.pos_embed!.isDisposed);
});

test('tokens and position tables decay, biases and norms do not', (t) => {
	const decaying = { pos_embed: [1, 5, 4], cls_token: [1, 1, 4], 'blocks.0.mlp.fc1.weight': [4, 4] };
	const plain = { 'blocks.0.mlp.fc1.bias': [4], 'norm.weight': [4], 'blocks.0.ls1.gamma': [4] };
	for (const [name, shape] of Object.entries(decaying)) t.true(decays(name, tf.zeros(shape)), name);
	for (const [name, shape] of Object.entries(plain)) t.false(decays(name, tf.zeros(shape)), name);
});

test('the fused update equals the plain one', (t) => {
	const fused = FusedAdam.open();
	if (!fused) {
		t.pass('only TensorFlow has the operation');
		return;
	}

	const begin = () => ({ weight: drawn(1, 7, 5), first: tf.zeros([7, 5]), second: tf.zeros([7, 5]) });
	let [one, other] = [begin(), begin()] as Parameters<typeof adamUpdate>[0][];
	for (let count = 1; count <= 10; count++) {
		const rates = {
			learningRate: 0.01,
			weightDecay: 0.1,
			beta1: 0.9,
			beta2: 0.999,
			epsilon: 1e-8,
			count,
			clip: 0.7,
		};
		one = fused.update(one!, drawn(count, 7, 5), rates);
		other = adamUpdate(other!, drawn(count, 7, 5), rates);
	}

	fused[Symbol.dispose]();
	for (const part of ['weight', 'first', 'second'] as const) {
		// TensorFlow rounds 1 − beta2 to float32, which makes `second` smaller by 1.3e-5 and the correction with it.
		const error = relativeError(one![part].dataSync(), other![part].dataSync());
		t.true(error < (part === 'second' ? 2e-5 : 1e-6), `${part}: ${error}`);
	}
});

test('a clone of the weights keeps its values when they are updated', (t) => {
	using optimiser = new AdamW();
	const weights = begin().weights;
	const clones = cloneWeights(weights);
	const before = clones.pos_embed!.dataSync().slice();
	const gradients = gradientsAt(0);
	const updated = optimiser.step(weights, gradients, {
		learningRate: 1,
		weightDecay: 0,
		norms: norms(gradients),
	});
	optimiser.step(updated, gradients, { learningRate: 1, weightDecay: 0, norms: norms(gradients) });
	t.deepEqual(clones.pos_embed!.dataSync(), before);
});

test('steps leave no tensor behind, and disposing releases the rest', async (t) => {
	const left = await leaked(() => {
		const optimiser = new AdamW();
		const early = train(optimiser, 0, 6, begin());
		const before = tf.memory().numTensors;
		const late = train(optimiser, 6, 9, early);
		t.is(tf.memory().numTensors, before);
		tf.dispose([late.weights, late.teacher]);
		optimiser[Symbol.dispose]();
	});
	t.is(left, 0);
});
