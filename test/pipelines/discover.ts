import { readFile } from 'node:fs/promises';
import test from 'ava';
import discover from '../../pipelines/discover.js';
import { openRunFolder } from '../../src/run/folder.js';
import { folderWith } from '../data/_folder.js';
import { temporaryFolder, writeVoc } from '../support/datasets.js';

test('a data set goes in, CorLoc with its protocol comes out', async (t) => {
	const root = await temporaryFolder(t);
	await writeVoc(root);
	const folder = openRunFolder(folderWith(t, {}));
	const options = discover.options.parse({
		dataset: { kind: 'voc', root },
		model: { weights: 'untrained', size: 'micro', patch: 4, imageSize: 16 },
		discovery: { method: 'lost' },
	});
	const result = await discover.build(options, folder).run();
	folder.close();

	const summary = JSON.parse(await readFile(folder.path('summary.json'), 'utf8'));
	t.deepEqual(summary.protocol, {
		dataset: { kind: 'voc', split: 'val', photos: 1 },
		discovery: { method: 'lost', candidates: 100, threshold: 0.2 },
	});
	t.is(summary.model.features, 'keys');
	t.deepEqual(Object.keys(summary.metrics), ['corLoc', 'corLocWhole', 'boxIoU']);
	t.is(summary.metrics.corLoc.count, 1);
	t.regex(discover.describe!(result), /^CorLoc \d+\.\d% over 1 photos/);
});
