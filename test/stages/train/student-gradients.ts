import test from 'ava';
import { runFunctionsEagerly } from '../../../src/nn/graph/graph-function.js';
import { studentGradients } from '../../../stages/train/student-gradients.js';
import { teacherForward } from '../../../stages/train/teacher-forward.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { differences, train } from '../_micro-batches.js';
import { batches, objective, training } from '../_tiny-training.js';

test.before(useBackend);

test.serial('meets the contract of stages', async (t) => {
	await stageContract(t, {
		stage: studentGradients(training, { ...objective, optimiser: { dropPath: 0.1 } }),
		input: batches(3).via(teacherForward(training, objective)),
	});
});

/**
 * A batch normalisation makes much of the last bits of what lies before it, the more the fewer rows it has: with the
 * two rows of two photos a loss is off by as much as 4e-5 where a processor adds in another order.
 */
test.serial('graphs give the losses and gradients of single operations', async (t) => {
	const settings = { photos: 14, locals: 2, objective: { classDistillation: { weight: 1 } } };
	runFunctionsEagerly(true);
	const single = await train(settings).finally(() => runFunctionsEagerly(false));
	t.deepEqual(differences(await train(settings), single), []);
});
