import { readFile } from 'node:fs/promises';
import test from 'ava';
import retrieve from '../../pipelines/retrieve.js';
import { openRunFolder } from '../../src/run/folder.js';
import { folderWith } from '../data/_folder.js';
import { drawPhotos } from './_drawn-photos.js';

test('a data set goes in, mean IoU with its protocol comes out', async (t) => {
	const root = await drawPhotos(t, 4);
	const folder = openRunFolder(folderWith(t, {}));
	const options = retrieve.options.parse({
		dataset: { kind: 'folder', root, part: 'odd' },
		memory: { part: 'even' },
		model: { weights: 'colour', tokens: 64 },
	});
	const result = await retrieve.build(options, folder).run();
	folder.close();

	const summary = JSON.parse(await readFile(folder.path('summary.json'), 'utf8'));
	t.deepEqual(summary.protocol, {
		dataset: { kind: 'folder', split: '', part: 'odd', photos: 2 },
		memory: { kind: 'folder', split: '', part: 'even', photos: 2 },
		tokens: 64,
		retrieval: { size: 102_400, neighbours: 30, temperature: 0.02 },
	});
	t.is(summary.model.weights, 'colour');
	t.is(summary.metrics.meanIoU.count, 2);
	const { meanIoU, pixelAccuracy, pixelAccuracyBackground } = summary.metrics;
	t.true(pixelAccuracy.value > pixelAccuracyBackground.value, 'the boxes are brighter than the ground');
	t.true(meanIoU.value > 0.7);
	t.regex(
		retrieve.describe!(result),
		/^Mean IoU \d+\.\d% over 2 classes, \d+\.\d% of the pixels of 2 photos/,
	);
	t.regex(await readFile(folder.path('classes.csv'), 'utf8'), /\nobject,0\.\d+,/);
});

test('photos do not answer for themselves', async (t) => {
	const root = await drawPhotos(t, 4);
	const folder = openRunFolder(folderWith(t, {}));
	t.teardown(() => folder.close());
	const run = (part: string | undefined, memory: object) => {
		const dataset = { kind: 'folder', root, ...(part && { part }) };
		const model = { weights: 'colour', tokens: 64 };
		return retrieve.build(retrieve.options.parse({ dataset, model, memory }), folder).run();
	};
	for (const [part, memory] of [
		[undefined, {}],
		['odd', {}],
		['odd', { part: 'odd' }],
		[undefined, { part: 'even' }],
	] as const)
		await t.throwsAsync(run(part, memory), { message: /have to be others.*`memory\.part=even`/ });
});

test('the memory has features to compare', (t) => {
	const dataset = { kind: 'folder', root: 'photos' };
	const disc = retrieve.options.safeParse({
		dataset,
		memory: { split: 'train' },
		model: { weights: 'disc' },
	});
	t.regex(disc.error!.message, /the `disc` has no features: take `colour`/);
});
