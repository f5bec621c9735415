import test from 'ava';
import { teacherForward } from '../../stages/teacher-forward.js';
import { useBackend } from '../_backend.js';
import { stageContract } from '../_stage-contract.js';
import { batches, objective, training } from './_tiny-training.js';

test.before(useBackend);

test.serial('meets the contract of stages', async (t) => {
	await stageContract(t, { stage: teacherForward(training, objective), input: batches(3) });
});
