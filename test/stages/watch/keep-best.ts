import { readdirSync } from 'node:fs';
import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { BestCheckpoint } from '../../../src/training/best-checkpoint.js';
import { keepBest } from '../../../stages/watch/keep-best.js';
import { folderWith } from '../../data/_folder.js';
import { useBackend } from '../../support/backend.js';
import { stageContract } from '../../support/stage-contract.js';
import { someReports, training } from '../_tiny-training.js';

test.before(useBackend);

test.serial('meets the contract of stages, and keeps the best alone', async (t) => {
	const folder = openRunFolder(`${folderWith(t, {})}/run`);
	t.teardown(() => folder.close());
	const best = resource('best', () => BestCheckpoint.open(folder, 'online.meanIoU'));
	const reports = someReports(4).map((report, i) => ({
		...report,
		online: { meanIoU: [0.1, 0.3, 0.2, 0.3][i] },
	}));
	await stageContract(t, {
		stage: keepBest(folder, training, best),
		input: from(() => reports),
		ordered: true,
	});
	t.deepEqual(readdirSync(folder.path('checkpoints')), ['best-000002.safetensors']);
});
