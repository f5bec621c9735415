import { rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openCocoStuff } from '../../../src/data/datasets/coco-stuff.js';
import { DatasetError } from '../../../src/data/datasets/layout.js';
import {
	boxes,
	drawn,
	labelsOf,
	maskOf,
	type PanopticFile,
	scene,
	temporaryFolder,
	writeCocoStuff,
} from '../../support/datasets.js';
import { writePng } from '../../support/png.js';

async function stuffWith(t: ExecutionContext, change?: (content: PanopticFile) => unknown): Promise<string> {
	const root = await temporaryFolder(t);
	await writeCocoStuff(root, change);

	return root;
}

test('stuff segments are objects, things are background, crowds and void are ignored', async (t) => {
	const root = await stuffWith(t);
	const { name, split, records } = await openCocoStuff(root);
	t.deepEqual([name, split], ['coco stuff val2017', 'val2017']);
	t.like(records[0], { name: '000007.jpg', path: path.join(root, 'val2017', '000007.jpg') });

	const { objects, ignored, ...annotation } = await records[0]!.readAnnotation();
	t.like(annotation, scene);
	t.deepEqual(drawn(objects), [{ id: '70001', class: 'sky', mask: maskOf(boxes.second), area: 56 }]);
	t.deepEqual(ignored, labelsOf(0, 0, 1, 1));
});

test('a photo without stuff is left out', async (t) => {
	const root = await stuffWith(t, ({ annotations }) => {
		annotations[0]!.segments_info.splice(1, 1);
	});
	t.deepEqual((await openCocoStuff(root)).records, []);
});

test('what the file refers to and lacks is named', async (t) => {
	const category = await stuffWith(t, ({ categories }) => categories.pop());
	await t.throwsAsync(openCocoStuff(category), {
		message: /Segment `70001` of `000007\.png` .* category `187`/,
	});
	const image = await stuffWith(t, ({ images }) => images.pop());
	await t.throwsAsync(openCocoStuff(image), { message: /`000007\.png` .* image `7`, which/ });
	const segment = await stuffWith(t, ({ annotations }) => annotations[0]!.segments_info.pop());
	const { records } = await openCocoStuff(segment);
	await t.throwsAsync(records[0]!.readAnnotation(), { message: /000007\.png` holds the segment `3`, which/ });
});

test('files that are missing or damaged are named', async (t) => {
	const root = await stuffWith(t);
	const { records } = await openCocoStuff(root);
	const mask = path.join(root, 'annotations', 'panoptic_val2017', '000007.png');
	await writePng(mask, { width: 1, height: 1, channels: 3, samples: [0, 0, 0] });
	await t.throwsAsync(records[0]!.readAnnotation(), {
		message: /000007\.png` is of 1 × 1 pixels .* 24 × 16/,
	});
	await rm(mask);
	await t.throwsAsync(records[0]!.readAnnotation(), { message: /no mask `.*000007\.png`/ });
	await truncate(path.join(root, 'annotations', 'panoptic_val2017.json'), 100);
	await t.throwsAsync(openCocoStuff(root), { message: /panoptic_val2017\.json` as JSON, it may be cut off/ });
	await rm(path.join(root, 'annotations', 'panoptic_val2017.json'));
	await t.throwsAsync(openCocoStuff(root), { message: /there is no `.*panoptic_<split>\.json`/ });
});

test('a file outside of the data set is refused by its name', async (t) => {
	const photo = await stuffWith(t, ({ images }) => {
		images[0]!.file_name = '../../secret.jpg';
	});
	await t.throwsAsync(openCocoStuff(photo), { message: /`..\/..\/secret.jpg` leads out of the data set/ });
	const mask = await stuffWith(t, ({ annotations }) => {
		annotations[0]!.file_name = '../../secret.png';
	});
	await t.throwsAsync(openCocoStuff(mask), { message: /`..\/..\/secret.png` leads out of the data set/ });
});

test('ids that stand for two rows, and references that lead nowhere, are named', async (t) => {
	const refused: readonly [(content: PanopticFile) => unknown, RegExp][] = [
		[({ images }) => images.push({ ...images[0]!, file_name: 'b.jpg' }), /two rows of the image `7`/],
		[({ images }) => images.push({ ...images[0]!, id: 9 }), /two rows of the image `000007\.jpg`/],
		[
			({ annotations }) => annotations.push({ ...annotations[0]!, file_name: 'b.png' }),
			/two rows of the annotation of the image `7`/,
		],
		[
			({ annotations }) => annotations[0]!.segments_info.push({ ...annotations[0]!.segments_info[0]! }),
			/two rows of the annotation `000007\.png`, segment `1000`/,
		],
		[({ categories }) => categories.push({ ...categories[0]!, name: 'bus' }), /two rows of the category `3`/],
		[
			// Of a thing alone, which no record would be made of.
			({ annotations }) => annotations.push({ image_id: 8, file_name: 'b.png', segments_info: [] }),
			/Annotation `b\.png` of `.*` is of the image `8`, which/,
		],
	];
	for (const [change, message] of refused) {
		await t.throwsAsync(openCocoStuff(await stuffWith(t, change)), { instanceOf: DatasetError, message });
	}
});
