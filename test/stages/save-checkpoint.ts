import { readdirSync } from 'node:fs';
import test from 'ava';
import { from } from '../../src/flow/flow.js';
import { openRunFolder } from '../../src/run/folder.js';
import { checkpointOptions, saveCheckpoint } from '../../stages/save-checkpoint.js';
import { useBackend } from '../_backend.js';
import { stageContract } from '../_stage-contract.js';
import { folderWith } from '../data/_folder.js';
import { someReports, training } from './_tiny-training.js';

test.before(useBackend);

test.serial('meets the contract of stages, and leaves whole checkpoints only', async (t) => {
	const folder = openRunFolder(`${folderWith(t, {})}/run`);
	t.teardown(() => folder.close());
	const options = checkpointOptions.parse({ everySteps: 1 });
	const input = from(() => someReports(3)).using(training);
	await stageContract(t, { stage: saveCheckpoint(folder, training, options), input, ordered: true });
	for (const file of readdirSync(folder.path('checkpoints'))) t.regex(file, /^step-\d+\.safetensors$/);
});
