import test from 'ava';
import { teacherForward } from '../../../stages/train/teacher-forward.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { batches, objective, training } from '../_tiny-training.js';

test.before(useBackend);

test.serial('meets the contract of stages', async (t) => {
	await stageContract(t, { stage: teacherForward(training, objective), input: batches(3) });
});
