import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { map } from '../../../src/flow/stage.js';
import type { UpdatedBatch } from '../../../src/nn/step/step-items.js';
import { tf } from '../../../src/nn/tf/tf.js';
import { momentumUpdate } from '../../../stages/train/momentum-update.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { losses, objective, optimisation, training } from '../_tiny-training.js';

test.before(useBackend);

const someUpdate = map('make-update', (step: number): UpdatedBatch => {
	const mean = tf.fill([1, objective.distillation.prototypes], step);
	return {
		epoch: 0,
		photos: 2,
		losses,
		meanLogits: { patches: mean },
		learningRate: 1,
		weightDecay: 0,
		gradientNorm: 1,
		gradientNorms: {},
	};
});

test.serial('meets the contract of stages', async (t) => {
	await stageContract(t, {
		stage: momentumUpdate(training, optimisation, objective.distillation.centreMomentum),
		input: from(() => [0, 1, 2]).via(someUpdate),
		ordered: true,
	});
});
