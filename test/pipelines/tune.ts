import { readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import segment from '../../pipelines/segment.js';
import tune from '../../pipelines/tune.js';
import { protocolDifferences, readSummary } from '../../src/eval/statistics/read-summary.js';
import { openRunFolder } from '../../src/run/folder.js';
import { folderWith } from '../data/_folder.js';
import { drawPhotos } from './_drawn-photos.js';

const model = { weights: 'colour', tokens: 64 };

async function run(t: ExecutionContext, pipeline: typeof tune | typeof segment, options: object) {
	const folder = openRunFolder(path.join(folderWith(t, {}), 'run'));
	const result = await pipeline.build(pipeline.options.parse(options) as never, folder).run();
	folder.close();
	return { folder: folder.folder, said: pipeline.describe!(result) };
}

test('a threshold is chosen on one half and used on the other', async (t) => {
	const dataset = { kind: 'folder', root: await drawPhotos(t, 4) };
	const tuned = await run(t, tune, { dataset: { ...dataset, part: 'even' }, model });
	t.regex(tuned.said, /--set threshold\.from=.*run$/);
	const { metrics: chosen } = await readSummary(tuned.folder);
	t.regex(chosen.threshold!.definition!, /greatest meanIoU on this very set/);

	const threshold = { from: tuned.folder };
	const odd = { dataset: { ...dataset, part: 'odd' }, model };
	const measured = await run(t, segment, { ...odd, threshold });
	const { metrics, protocol } = await readSummary(measured.folder);
	t.is(metrics.threshold!.value, chosen.threshold!.value);
	t.is(metrics.threshold!.definition, 'the given threshold');
	t.deepEqual(protocol.threshold, {
		choice: 'tuned',
		tunedOn: {
			dataset: { kind: 'folder', part: 'even', split: '', photos: 2 },
			prompt: { mode: 'centre', count: 5, seed: 0 },
			tokens: 64,
		},
		component: false,
	});

	const rows = (folder: string) => readFileSync(path.join(folder, 'instances.csv'), 'utf8').split('\n');
	const photos = (folder: string) =>
		new Set(
			rows(folder)
				.slice(1, -1)
				.map((row) => row.split(',')[0]),
		);
	t.deepEqual(photos(tuned.folder), new Set(['0.png', '2.png']));
	t.deepEqual(photos(measured.folder), new Set(['1.png', '3.png']));

	const again = await run(t, segment, { ...odd, threshold: { from: measured.folder } });
	const other = await run(t, segment, { ...odd, model: { ...model, weights: 'disc' }, threshold });
	const runs = await Promise.all([measured, again, other].map(({ folder }) => readSummary(folder)));
	t.deepEqual(
		protocolDifferences(runs),
		[],
		'a threshold handed on, or another model’s, is no other protocol',
	);

	const own = await readSummary((await run(t, segment, odd)).folder);
	const differences = protocolDifferences([runs[0]!, own]).map((difference) => difference.path);
	t.true(differences.includes('threshold.choice'));
});

test('tune takes no threshold', (t) => {
	const dataset = { kind: 'folder', root: 'photos' };
	t.true(tune.options.safeParse({ dataset, model, threshold: { component: true } }).success);
	t.false(tune.options.safeParse({ dataset, model, threshold: { from: 0.5 } }).success);
});
