import { readFile } from 'node:fs/promises';
import test from 'ava';
import track from '../../pipelines/track.js';
import { openRunFolder } from '../../src/run/folder.js';
import { folderWith } from '../data/_folder.js';
import { temporaryFolder, writeDavis } from '../support/datasets.js';

const model = { weights: 'untrained', size: 'micro', patch: 8, imageSize: 32 };

test('a data set goes in, a summary with its protocol comes out', async (t) => {
	const root = await temporaryFolder(t);
	await writeDavis(root, '2017');
	const folder = openRunFolder(folderWith(t, {}));
	const options = track.options.parse({ dataset: { kind: 'davis', root }, model, side: 64 });
	const result = await track.build(options, folder).run();
	folder.close();

	const summary = JSON.parse(await readFile(folder.path('summary.json'), 'utf8'));
	t.deepEqual(summary.protocol, {
		dataset: { kind: 'davis', split: '2017/val' },
		side: 64,
		propagation: { context: 7, radius: 12, neighbours: 5, temperature: 0.1 },
	});
	t.is(summary.model.weights, 'untrained');
	t.deepEqual(Object.keys(summary.metrics), ['jAndF', 'j', 'f', 'jRecall', 'fRecall']);
	t.is(summary.metrics.j.count, 2);
	t.true(summary.metrics.j.value > 0 && summary.metrics.j.value < 1);
	// Of 12 frames, the first and the last are not measured.
	t.is((await readFile(folder.path('frames.csv'), 'utf8')).trimEnd().split('\n').length, 1 + 2 * 10);
	t.regex(track.describe!(result), /^J&F \d+\.\d% \(J .* over 2 objects/);
});
