import test from 'ava';
import { toArray } from '../../../src/flow/sink.js';
import { map } from '../../../src/flow/stage.js';
import { runFunctionsEagerly } from '../../../src/nn/graph/graph-function.js';
import type { GradientBatch } from '../../../src/nn/step/step-items.js';
import { studentGradients } from '../../../stages/train/student-gradients.js';
import { teacherForward } from '../../../stages/train/teacher-forward.js';
import { useBackend } from '../../support/backend.js';
import { relativeError } from '../../support/gradients.js';
import { stageContract } from '../../support/stage-contract.js';
import { batches, objective, training } from '../_tiny-training.js';

test.before(useBackend);

test.serial('meets the contract of stages', async (t) => {
	await stageContract(t, {
		stage: studentGradients(training, { ...objective, optimiser: { dropPath: 0.1 } }),
		input: batches(3).via(teacherForward(training, objective)),
	});
});

/** The losses of two batches, and the values of their gradients by name. */
async function values() {
	const read = map('read', ({ losses, gradients }: GradientBatch) => ({
		losses,
		gradients: Object.entries(gradients).map(
			([name, gradient]) => [name, gradient.dataSync<'float32'>()] as const,
		),
	}));
	const gradients = studentGradients(training, { ...objective, optimiser: { dropPath: 0.1 } });
	const flow = batches(2).via(teacherForward(training, objective)).via(gradients).via(read).into(toArray());
	return flow.run({ seed: 1 });
}

test.serial('graphs give the losses and gradients of single operations', async (t) => {
	runFunctionsEagerly(true);
	const eager = await values();
	runFunctionsEagerly(false);
	const recorded = await values();
	t.is(recorded.length, 2);
	for (const [i, { losses, gradients }] of recorded.entries()) {
		const expected = eager[i]!;
		for (const [term, loss] of Object.entries(expected.losses)) {
			t.true(Math.abs(losses[term as keyof typeof losses]! - loss!) <= 1e-6 * Math.abs(loss), term);
		}
		t.is(gradients.length, expected.gradients.length);
		for (const [j, [name, gradient]] of gradients.entries()) {
			// The batch normalisation of two rows makes much of the last bits of what lies before it.
			const limit = /^(prototype|pixel)_head/.test(name) ? 1e-6 : 1e-3;
			const error = relativeError(gradient, expected.gradients[j]![1]);
			t.true(error < limit, `${name}: ${error}`);
		}
	}
});
