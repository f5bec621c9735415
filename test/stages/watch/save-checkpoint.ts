import { readdirSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { from } from '../../../src/flow/flow.js';
import { toArray } from '../../../src/flow/sink.js';
import { map } from '../../../src/flow/stage.js';
import type { StepReport } from '../../../src/nn/step/step-items.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { checkpointOptions, saveCheckpoint } from '../../../stages/watch/save-checkpoint.js';
import { folderWith } from '../../data/_folder.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { someReports, training } from '../_tiny-training.js';

test.before(useBackend);

test.serial('meets the contract of stages, and leaves whole checkpoints only', async (t) => {
	const folder = openRunFolder(`${folderWith(t, {})}/run`);
	t.teardown(() => folder.close());
	const options = checkpointOptions.parse({ everySteps: 1 });
	const input = from(() => someReports(3));
	await stageContract(t, { stage: saveCheckpoint(folder, training, options), input, ordered: true });
	for (const file of readdirSync(folder.path('checkpoints'))) t.regex(file, /^step-\d+\.safetensors$/);
});

/** The steps whose checkpoints are left after a training of so many. */
async function keptAfter(t: ExecutionContext, steps: number, options: object): Promise<number[]> {
	const folder = openRunFolder(`${folderWith(t, {})}/run`);
	t.teardown(() => folder.close());
	const update = map('update', (report: StepReport) => {
		training.value.step = report.step;
		return report;
	});
	await from(() => someReports(steps))
		.lockstep((step) =>
			step.via(update).via(saveCheckpoint(folder, training, checkpointOptions.parse(options))),
		)
		.into(toArray())
		.run();
	return readdirSync(folder.path('checkpoints')).map((file) => Number.parseInt(file.slice(5), 10));
}

test.serial('by steps, and at the end', async (t) => {
	t.deepEqual(await keptAfter(t, 5, { everySteps: 2, keep: 9 }), [2, 4, 5]);
	t.deepEqual(await keptAfter(t, 4, { everySteps: 2, keep: 9 }), [2, 4]);
});

test.serial('by minutes', async (t) => {
	t.deepEqual(await keptAfter(t, 3, { everyMinutes: 0, keep: 9 }), [1, 2, 3]);
	t.deepEqual(await keptAfter(t, 3, {}), [3], 'ten minutes have not passed');
});

test.serial('the newest stay', async (t) => {
	t.deepEqual(await keptAfter(t, 5, { everySteps: 1, keep: 2 }), [4, 5]);
});
