import { readFileSync } from 'node:fs';
import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import type { StepReport } from '../../../src/nn/step/step-items.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { writeMetrics } from '../../../stages/watch/write-metrics.js';
import { folderWith } from '../../data/_folder.js';
import { stageContract } from '../../support/stage-contract.js';
import { someReports } from '../_tiny-training.js';

test('adds a line a step, and meets the contract of stages', async (t) => {
	const folder = openRunFolder(`${folderWith(t, {})}/run`);
	t.teardown(() => folder.close());
	const stage = writeMetrics(folder);
	await stageContract(t, {
		stage,
		input: from(() => someReports(2)),
		ordered: true,
		timed: ['imagesPerSecond'],
	});

	const [first] = readFileSync(folder.path('metrics.jsonl'), 'utf8').split('\n');
	const { imagesPerSecond, ...step } = JSON.parse(first!) as StepReport & { imagesPerSecond: number };
	t.deepEqual(step, someReports(1)[0]!);
	t.true(imagesPerSecond > 0);
});
