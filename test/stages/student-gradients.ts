import test from 'ava';
import { studentGradients } from '../../stages/student-gradients.js';
import { teacherForward } from '../../stages/teacher-forward.js';
import { useBackend } from '../_backend.js';
import { stageContract } from '../_stage-contract.js';
import { batches, objective, training } from './_tiny-training.js';

test.before(useBackend);

test.serial('meets the contract of stages', async (t) => {
	await stageContract(t, {
		stage: studentGradients(training, objective, 0.1),
		input: batches(3).via(teacherForward(training, objective)),
	});
});
