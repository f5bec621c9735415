import test, { type ExecutionContext } from 'ava';
import { runFunctionsEagerly } from '../../../src/nn/graph/graph-function.js';
import {
	type ComputePolicy,
	currentPolicy,
	requirePrecision,
	withPolicy,
} from '../../../src/nn/precision/precision.js';
import { type Trained, train } from '../../stages/_micro-batches.js';
import { useBackend } from '../../support/backend.js';
import { relativeError } from '../../support/gradients.js';

test.before(useBackend);
test.afterEach.always(() => runFunctionsEagerly(false));

const float32: ComputePolicy = { precision: 'float32', checkpointing: false };
const bf16: ComputePolicy = { precision: 'bf16', checkpointing: false };
const all = { objective: { classDistillation: { weight: 1 } }, locals: 1, photos: 6, steps: 1 };

/** 1 − the cosine of the angle between two gradients of each tensor. */
function angles(actual: Trained, expected: Trained): (readonly [string, number])[] {
	const norm = (values: ArrayLike<number>) => Math.hypot(...Array.from(values));
	return [...expected.steps[0]!.gradients].map(([name, should]) => {
		const is = actual.steps[0]!.gradients.get(name)!;
		const dot = should.reduce((sum, value, i) => sum + value * is[i]!, 0);
		return [name, 1 - dot / (norm(is) * norm(should))] as const;
	});
}

/** The greatest relative errors of losses and gradients of the first step. */
function errorsOf(actual: Trained, expected: Trained) {
	const [is, should] = [actual.steps[0]!, expected.steps[0]!];
	const worst = (part: 'losses' | 'gradients') =>
		[...should[part]].map(([name, values]) => [name, relativeError(is[part].get(name)!, values)] as const);
	return { losses: worst('losses'), gradients: worst('gradients') };
}

function within(t: ExecutionContext, errors: readonly (readonly [string, number])[], limit: number): void {
	for (const [name, error] of errors) t.true(error <= limit, `${name}: ${error}`);
}

test.serial('a way holds while a call lasts, whether it returns or throws', (t) => {
	withPolicy(bf16, () => {
		t.deepEqual(currentPolicy(), bf16);
		t.throws(() => withPolicy(float32, () => raise()));
		t.deepEqual(currentPolicy(), bf16);
	});
	t.deepEqual(currentPolicy(), float32);
});

function raise(): never {
	throw new Error('it does');
}

test.serial('bf16 is refused by backends without it, with a remedy', async (t) => {
	const { name } = await useBackend();
	t.notThrows(() => requirePrecision(float32, name));
	if (name === 'tensorflow') t.notThrows(() => requirePrecision(bf16, name));
	else {
		t.throws(() => requirePrecision(bf16, name), { message: /`precision=bf16` needs TensorFlow.*mmc setup/ });
	}
});

test.serial(
	'bf16: losses and gradients are those of float32 within rounding, as a graph and without',
	async (t) => {
		const { name } = await useBackend();
		if (name !== 'tensorflow') return t.pass('refused');
		runFunctionsEagerly(true);
		// The first LayerNorm of class tokens near 0, and batch normalisation of few rows, make much of any rounding.
		const settings = { ...all, objective: { ...all.objective, contrast: { weight: 0 } } };
		const exact = await train(settings);
		for (const eager of [true, false]) {
			runFunctionsEagerly(eager);
			const rounded = await train({ ...settings, way: bf16 });
			const { losses, gradients } = errorsOf(rounded, exact);
			within(t, losses, 2 ** -8);
			within(t, angles(rounded, exact), 0.005);
			t.true(Math.max(...gradients.map(([, error]) => error)) > 2 ** -12, 'nothing was rounded');
		}

		runFunctionsEagerly(true);
		within(t, errorsOf(await train({ ...all, way: bf16, microBatch: 3 }), await train(all)).losses, 2 ** -6);
		return undefined;
	},
);

test.serial('checkpointing: losses and gradients are the same, as a graph and without', async (t) => {
	for (const eager of [false, true]) {
		runFunctionsEagerly(eager);
		const way = { precision: 'float32', checkpointing: true } as const;
		const errors = errorsOf(await train({ ...all, way }), await train(all));
		within(t, errors.losses, 1e-6);
		within(
			t,
			errors.gradients.filter(([name]) => /^(prototype|pixel)_head/.test(name)),
			1e-6,
		);
		// Batch normalisation makes much of the last bits of what lies before it.
		within(t, errors.gradients, eager ? 1e-6 : 1e-3);
	}
});
