import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { saveNetworks } from '../../../stages/watch/save-networks.js';
import { useBackend } from '../../support/backend.js';
import { sinkContract } from '../../support/sink-contract.js';
import { someReports, training } from '../_tiny-training.js';

test.before(useBackend);

test.serial('meets the contract of sinks', async (t) => {
	const reports = someReports(2).map((report) => ({ ...report, imagesPerSecond: 1 }));
	const input = from(() => reports);
	await sinkContract(t, { sink: (folder) => saveNetworks(folder, training), input });
});
