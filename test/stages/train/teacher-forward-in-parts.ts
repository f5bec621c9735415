import test from 'ava';
import { batch } from '../../../src/flow/batch.js';
import { from } from '../../../src/flow/flow.js';
import { teacherForwardInParts } from '../../../stages/train/teacher-forward-in-parts.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { noise, objective, training } from '../_tiny-training.js';

test.before(useBackend);

test.serial('meets the contract of stages', async (t) => {
	await stageContract(t, {
		stage: teacherForwardInParts(training, objective, 1),
		input: from(() => noise(4)).via(batch(2)),
	});
});
