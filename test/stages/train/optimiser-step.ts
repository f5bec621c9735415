import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { map } from '../../../src/flow/stage.js';
import type { GradientBatch } from '../../../src/nn/step/step-items.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { optimiserStep } from '../../../stages/train/optimiser-step.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { losses, optimisation, training } from '../_tiny-training.js';

test.before(useBackend);

/** Gradients that depend on the shapes of the weights only, however far the optimiser has come. */
const someGradients = map('make-gradients', (step: number): GradientBatch => {
	const gradients = Object.entries(training.value.student).map(
		([name, weight]) => [name, tf.fill([...weight.shape], step + 1)] as const,
	);
	return { epoch: 0, photos: 2, losses, gradients: Object.fromEntries(gradients), meanLogits: {} };
});

test.serial('meets the contract of stages', async (t) => {
	await stageContract(t, {
		stage: optimiserStep(training, optimisation),
		input: from(() => [0, 1, 2]).via(someGradients),
		ordered: true,
	});
});
