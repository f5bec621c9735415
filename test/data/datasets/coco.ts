import { copyFile, rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openCoco } from '../../../src/data/datasets/coco.js';
import {
	boxes,
	type CocoFile,
	maskOf,
	type Segmentation,
	scene,
	temporaryFolder,
	writeCoco,
} from '../../support/datasets.js';

async function cocoWith(t: ExecutionContext, change?: (content: CocoFile) => void): Promise<string> {
	const root = await temporaryFolder(t);
	await writeCoco(root, change);

	return root;
}

test('polygons and compressed runs are objects, crowds are ignored, photos without objects are left out', async (t) => {
	const root = await cocoWith(t);
	const { name, split, records } = await openCoco(root);
	t.deepEqual([name, split], ['coco val2017', 'val2017']);
	t.is(records.length, 1);
	t.like(records[0], {
		name: '000007.jpg',
		position: 0,
		epoch: 0,
		path: path.join(root, 'val2017', '000007.jpg'),
	});

	const { objects, ignored, ...annotation } = await records[0]!.readAnnotation();
	t.like(annotation, scene);
	t.deepEqual(objects, [
		{ id: '11', class: 'dog', mask: maskOf(boxes.first), area: 42 },
		{ id: '12', class: 'car', mask: maskOf(boxes.second), area: 56 },
	]);
	t.deepEqual(ignored, maskOf(boxes.crowd));
});

test('the parts of an object are united, uncompressed runs are read, and an object without a pixel is left out', async (t) => {
	const { width, height } = scene;
	const root = await cocoWith(t, ({ annotations }) => {
		annotations[0]!.segmentation = [
			[0, 0, 2, 0, 2, 2, 0, 2],
			[1, 1, 3, 1, 3, 3, 1, 3],
		];
		annotations[1]!.segmentation = [[4.1, 4.1, 4.2, 4.1, 4.2, 4.2]];
		annotations[2]!.iscrowd = 0;
		annotations[2]!.segmentation = { size: [height, width], counts: [0, 5, width * height - 5] };
	});
	const { objects, ignored } = await (await openCoco(root)).records[0]!.readAnnotation();
	t.deepEqual(
		objects.map(({ id, area }) => [id, area]),
		[
			['11', 7],
			['13', 5],
		],
	);
	t.is(ignored, undefined);
});

test('of several splits, one is asked for', async (t) => {
	const root = await cocoWith(t);
	const annotations = path.join(root, 'annotations');
	await copyFile(
		path.join(annotations, 'instances_val2017.json'),
		path.join(annotations, 'instances_train2017.json'),
	);
	await t.throwsAsync(openCoco(root), { message: /choose by `dataset.split` one of `train2017`, `val2017`/ });
	await t.throwsAsync(openCoco(root, 'test'), { message: /no split `test`.*`train2017`, `val2017`/ });
	t.is((await openCoco(root, 'val2017')).records.length, 1);
});

test('what is missing is named', async (t) => {
	const root = await cocoWith(t);
	await t.throwsAsync(openCoco(path.join(root, 'none')), {
		message: /no folder `.*none`: set `dataset.root`/,
	});
	await rm(path.join(root, 'val2017', '000007.jpg'));
	await t.throwsAsync(openCoco(root), { message: /1 of 1 photos .* missing, the first is `.*000007\.jpg`/ });
	await rm(path.join(root, 'annotations'), { recursive: true });
	await t.throwsAsync(openCoco(root), { message: /there is no `.*instances_<split>\.json`/ });
});

test('a file that is cut off or of another kind is named', async (t) => {
	const root = await cocoWith(t);
	await truncate(path.join(root, 'annotations', 'instances_val2017.json'), 300);
	await t.throwsAsync(openCoco(root), {
		message: /instances_val2017\.json` as JSON, it may be cut off.*get it again/,
	});

	const captions = await cocoWith(t, ({ annotations }) => {
		delete (annotations[1] as { segmentation?: unknown }).segmentation;
	});
	await t.throwsAsync(openCoco(captions), { message: /instances format: `annotations\.1\.segmentation`/ });
});

test('an unknown category is named, with its annotation', async (t) => {
	const root = await cocoWith(t, ({ annotations }) => {
		annotations[1]!.category_id = 99;
	});
	await t.throwsAsync(openCoco(root), { message: /Annotation `12` of `.*val2017\.json` .* category `99`/ });
});

const damaged: [what: string, segmentation: Segmentation, message: RegExp][] = [
	['runs that do not sum to the size', { size: [16, 24], counts: [4, 4] }, /sum to `8` pixels/],
	['compressed runs that are cut off', { size: [16, 24], counts: 'o' }, /ends in the middle/],
	[
		'another size than its photo',
		{ size: [24, 16], counts: [384] },
		/of 16 × 24 pixels, its photo of 24 × 16/,
	],
	['a polygon of two corners', [[1, 2, 3, 4]], /at least 3 corners/],
];

for (const [what, segmentation, message] of damaged) {
	test(`a mask with ${what} is named`, async (t) => {
		const root = await cocoWith(t, ({ annotations }) => {
			annotations[1]!.segmentation = segmentation;
		});
		const { records } = await openCoco(root);
		const error = await t.throwsAsync(records[0]!.readAnnotation(), { message });
		t.regex(error.message, /annotation `12` in `.*instances_val2017\.json` is damaged/);
	});
}

test('a photo outside of the data set is refused by its name', async (t) => {
	for (const name of ['../../secret.jpg', '/secret.jpg', 'a/../../secret.jpg']) {
		const root = await temporaryFolder(t);
		await writeCoco(root, ({ images }) => {
			images[1]!.file_name = name;
		});
		const error = await t.throwsAsync(openCoco(root));
		t.true(
			error!.message.includes(`\`images.1.file_name\`: \`${name}\` leads out of the data set`),
			error!.message,
		);
	}
});
