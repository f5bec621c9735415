import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import classify from '../../pipelines/classify.js';
import { openRunFolder } from '../../src/run/folder.js';
import { folderWith } from '../data/_folder.js';

async function writePhotos(root: string): Promise<void> {
	const colours = { red: '#c02020', green: '#20c020' };
	for (const [label, background] of Object.entries(colours)) {
		for (const name of ['train/a', 'train/b', 'test/c']) {
			const file = path.join(root, path.dirname(name), label, `${path.basename(name)}.png`);
			mkdirSync(path.dirname(file), { recursive: true });
			await sharp({ create: { width: 40, height: 30, channels: 3, background } }).toFile(file);
		}
	}
}

test('folders of classes go in, accuracies with their protocol come out', async (t) => {
	const root = folderWith(t, {});
	await writePhotos(root);
	const folder = openRunFolder(folderWith(t, {}));
	const options = classify.options.parse({
		data: { train: path.join(root, 'train'), test: path.join(root, 'test') },
		model: { weights: 'colour' },
		vote: { neighbours: [1, 2] },
		probe: { penalties: [0.1] },
	});
	const result = await classify.build(options, folder).run();

	const summary = JSON.parse(await readFile(folder.path('summary.json'), 'utf8'));
	t.deepEqual(summary.protocol, {
		view: { resize: 256, crop: 224 },
		vote: { neighbours: [1, 2], temperature: 0.07 },
		probe: { penalties: [0.1], iterations: 200 },
	});
	t.deepEqual(Object.keys(summary.metrics), ['knn1', 'knn2', 'linear', 'majority', 'linearPenalty']);
	for (const name of ['knn1', 'knn2', 'linear']) t.is(summary.metrics[name].value, 1, name);
	t.is(summary.metrics.majority.value, 0.5);
	t.regex(classify.describe!(result), /^Accuracy over 2 photos: knn1 100\.0%, .*majority 50\.0%\./);
});
