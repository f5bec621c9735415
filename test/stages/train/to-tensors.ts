import test from 'ava';
import { batch } from '../../../src/flow/batch.js';
import { from } from '../../../src/flow/flow.js';
import { toTensors } from '../../../stages/train/to-tensors.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { noise } from '../_tiny-training.js';

test.before(useBackend);

test.serial('meets the contract of stages', async (t) => {
	await stageContract(t, { stage: toTensors, input: from(() => noise(6)).via(batch(2)) });
});
