/** The stages of `retrieve`, on drawn photos. */
import { readFile } from 'node:fs/promises';
import test from 'ava';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { openRunFolder } from '../../../src/run/folder.js';
import { measureClasses } from '../../../stages/retrieve/measure-classes.js';
import { retrievalSummary } from '../../../stages/retrieve/retrieval-summary.js';
import { retrievalOptions, retrieveLabels } from '../../../stages/retrieve/retrieve-labels.js';
import { folderWith } from '../../data/_folder.js';
import { drawPhoto, memory, query, sharesOf } from '../../eval/retrieve/_retrieval.js';
import { useBackend } from '../../support/backend.js';
import { sinkContract } from '../../support/sink-contract.js';
import { stageContract } from '../../support/stage-contract.js';

test.before(useBackend);

const records = memory.map((photo) => ({
	...photo,
	readAnnotation: async () => ({ ...photo, ...photo.image, source: '' }),
}));
const answering = resource('memory', () => ({ records }));
const asking = [query, drawPhoto(4, { scene: 2, seed: 2 })];
const photos = from(() => [...memory, ...asking]);
const options = retrievalOptions.parse({ neighbours: 4 });

test.serial('a patch that the memory has seen gets its own classes', async (t) => {
	const stage = retrieveLabels(answering, { ...options, neighbours: 1 });
	const found = await photos.via(stage).into(toArray()).run();
	t.deepEqual(
		found.map(({ name }) => name),
		['3.png', '4.png'],
	);
	const { maps } = found[1]!;
	for (const [patch, shares] of sharesOf(memory[1]!).entries()) {
		for (const [name, map] of maps) t.is(map[patch], shares.get(name) ?? 0, `${name} at ${patch}`);
	}
});

test.serial(
	'the memory holds as many patches of each photo as `size` allows, the same at every run',
	async (t) => {
		const few = retrieveLabels(answering, { ...options, size: 6, temperature: 10 });
		const run = () => photos.via(few).into(toArray()).run({ seed: 3 });
		const [first, again] = [await run(), await run()];
		t.deepEqual(first, again);
		const all = await photos
			.via(retrieveLabels(answering, { ...options, temperature: 10 }))
			.into(toArray())
			.run();
		t.notDeepEqual(first, all);
	},
);

test.serial('each stage and the sink meet their contracts', async (t) => {
	const stage = retrieveLabels(answering, options);
	await stageContract(t, { stage, input: photos, ordered: true });
	const retrieved = photos.via(stage);
	await stageContract(t, { stage: measureClasses, input: retrieved });
	await sinkContract(t, { sink: retrievalSummary, input: retrieved.via(measureClasses) });

	const folder = openRunFolder(folderWith(t, {}));
	const { metrics } = await retrieved.via(measureClasses).into(retrievalSummary(folder)).run();
	folder.close();
	t.is(metrics.meanIoU!.count, 3);
	t.is(metrics.pixelAccuracy!.count, 2);
	t.regex(
		await readFile(folder.path('classes.csv'), 'utf8'),
		/^class,iou,target,predicted,hits\nbackground,0\.\d+,/,
	);
});
