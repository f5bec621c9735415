import test from 'ava';
import { batch } from '../../../src/flow/batch.js';
import { from } from '../../../src/flow/flow.js';
import type { LossTerm } from '../../../src/nn/losses/loss-term.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { studentGradients } from '../../../stages/train/student-gradients.js';
import { teacherForward } from '../../../stages/train/teacher-forward.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { type Trained, train } from '../_micro-batches.js';
import { noise, objective, training } from '../_tiny-training.js';

test.before(useBackend);

const none = { weight: 0 };
const masked = { tokens: 'masked', weight: 1 };
const [tokens, locals] = [{ maskToken: true }, { locals: 2 }];

test.serial('both stages meet the contract of stages', async (t) => {
	const options = { ...objective, optimiser: { dropPath: 0.1 }, microBatch: 1 };
	const input = from(() => noise(4)).via(batch(2));
	const stage = teacherForward(training, options);
	await stageContract(t, { stage, input });
	await stageContract(t, { stage: studentGradients(training, options), input: input.via(stage) });
});

/** Each term alone, and all together; 14 photos are 8 and 6, or of 4, 4, 4 and 2. */
const cases: Readonly<Record<string, { objective: object; maskToken?: boolean; locals?: number }>> = {
	reconstruction: { objective: { distillation: none, contrast: none } },
	'squared reconstruction': {
		objective: { reconstruction: { error: 'squared' }, distillation: none, contrast: none },
	},
	distillation: { objective: { reconstruction: none, contrast: none } },
	'distillation of masked patches': {
		objective: { reconstruction: none, distillation: masked, contrast: none },
		...tokens,
	},
	'class distillation': {
		objective: { reconstruction: none, distillation: none, classDistillation: { weight: 1 }, contrast: none },
		...locals,
	},
	contrast: { objective: { reconstruction: none, distillation: none } },
	'contrast with a predictor': {
		objective: { reconstruction: none, distillation: none, contrast: { predictor: true, weight: 0.7 } },
	},
	'all terms': {
		objective: {
			reconstruction: { weight: 2 },
			distillation: { ...masked, frozenEpochs: 1 },
			classDistillation: { weight: 0.5, ownClassPrototypes: true },
		},
		...tokens,
		...locals,
	},
};

/** Draws class tokens to length 1. */
const length: LossTerm = {
	name: 'length',
	weight: 0.5,
	loss: ({ tokens: { cls } }) => tf.mean(tf.squaredDifference(tf.norm(cls, 2, 1), 1)),
};

test.serial('a term of one’s own: two steps in two micro-batches are those of the whole batch', async (t) => {
	const settings = { photos: 14, ownTerms: [length] };
	const whole = await train(settings);
	const without = await train({ photos: 14 });
	const [own] = whole.steps[0]!.losses.get('lossLength')!;
	t.true(own! > 0.01);
	t.is(without.steps[0]!.losses.get('lossLength'), undefined);
	const added = whole.steps[0]!.losses.get('loss')![0]! - without.steps[0]!.losses.get('loss')![0]!;
	t.true(Math.abs(added / (0.5 * own!) - 1) < 1e-4, `${added} for ${own}`);
	const furthest = distances(await train({ ...settings, microBatch: 7 }), whole);
	for (const [what, distance] of furthest) t.true(distance < 1e-5, `${what} is off by ${distance}`);
	// Its gradient: of all things the same but for the term, only what the class tokens come from has moved.
	const moved = distances(whole, without);
	t.true(moved.get('step 0, gradient of norm.weight')! > 1e-3);
	t.true(moved.get('step 0, gradient of pixel_head.fc1.weight')! < 1e-6);
});

for (const [name, settings] of Object.entries(cases)) {
	test.serial(
		`${name}: two steps in two micro-batches and in four are those of the whole batch`,
		async (t) => {
			const whole = await train({ photos: 14, ...settings });
			t.is(whole.steps.length, 2);
			for (const size of [8, 4]) {
				const furthest = distances(await train({ photos: 14, microBatch: size, ...settings }), whole);
				const [what, distance] = [...furthest].sort(([, a], [, b]) => b - a)[0]!;
				t.true(
					distance < 1e-5,
					`in micro-batches of ${size}: ${what} is off by ${distance.toExponential(1)}`,
				);
			}
		},
	);
}

test.serial('a quarter of the batch at a time takes far less memory than all of it', async (t) => {
	const settings = { photos: 32, steps: 1, objective: { classDistillation: { weight: 1 } }, locals: 2 };
	const whole = await peakBytes(() => train({ ...settings, microBatch: 32 }));
	const quarters = await peakBytes(() => train({ ...settings, microBatch: 8 }));
	t.true(quarters < 0.45 * whole, `${quarters} bytes in quarters, ${whole} at once`);
});

/** The most bytes of tensors that live at once. */
async function peakBytes(work: () => Promise<unknown>): Promise<number> {
	const engine = tf.engine();
	const track = engine.trackTensor;
	let peak = 0;
	engine.trackTensor = (...values) => {
		track.apply(engine, values);
		peak = Math.max(peak, tf.memory().numBytes);
	};
	try {
		await work();
	} finally {
		engine.trackTensor = track;
	}

	return peak;
}

type Named = ReadonlyMap<string, Float32Array>;

/** How far losses, gradients, mean logits and weights are from those expected. */
function distances(actual: Trained, expected: Trained): ReadonlyMap<string, number> {
	const steps = expected.steps.flatMap((step, i) => {
		const same = actual.steps[i]!;
		return [
			...compare(`step ${i}, loss`, same.losses, step.losses),
			...compare(`step ${i}, gradient of`, same.gradients, step.gradients),
			...compare(`step ${i}, mean logits of`, same.meanLogits, step.meanLogits),
		];
	});
	return new Map([...steps, ...compare('at the end', actual.weights, expected.weights)]);
}

/**
 * ‖a − b‖ / ‖b‖ of each. What is short because it ought to be zero, such as the gradient of what batch normalisation or
 * a softmax takes away again, is rounding noise: it is measured by a thousandth of all together.
 */
function compare(title: string, actual: Named, expected: Named): [string, number][] {
	const all = norm(Float32Array.from([...expected.values()].map(norm)));
	return [...expected].map(([name, values]) => {
		const difference = values.map((value, i) => actual.get(name)![i]! - value);
		return [`${title} ${name}`, norm(difference) / Math.max(norm(values), 1e-3 * all)];
	});
}

function norm(values: Float32Array): number {
	return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
}
