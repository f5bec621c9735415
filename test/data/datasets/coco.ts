import { copyFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { annotatePhoto } from '../../../src/data/datasets/annotate.js';
import { openCoco } from '../../../src/data/datasets/coco.js';
import { DatasetError } from '../../../src/data/datasets/layout.js';
import {
	boxes,
	type CocoFile,
	drawn,
	maskOf,
	type Segmentation,
	scene,
	temporaryFolder,
	writeCoco,
} from '../../support/datasets.js';

async function cocoWith(t: ExecutionContext, change?: (content: CocoFile) => unknown): Promise<string> {
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
	t.deepEqual(drawn(objects), [
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

test('ids that stand for two rows, and references that lead nowhere, are named', async (t) => {
	const refused: readonly [(content: CocoFile) => unknown, RegExp][] = [
		[({ images }) => (images[1]!.id = 7), /instances_val2017\.json` has two rows of the image `7`/],
		[({ images }) => (images[1]!.file_name = './000007.jpg'), /two rows of the image `000007\.jpg`/],
		[({ annotations }) => (annotations[1]!.id = 11), /two rows of the annotation `11`/],
		[({ categories }) => (categories[1]!.id = 3), /two rows of the category `3`/],
		[
			({ annotations }) => (annotations[1]!.image_id = 9),
			/Annotation `12` of `.*` is of the image `9`, which the file's `images` lack/,
		],
	];
	for (const [change, message] of refused) {
		await t.throwsAsync(openCoco(await cocoWith(t, change)), { instanceOf: DatasetError, message });
	}
});

test('an empty name, a flag that is none and a missing shape are named', async (t) => {
	const empty = await cocoWith(t, ({ images }) => (images[0]!.file_name = ''));
	await t.throwsAsync(openCoco(empty), { message: /`images\.0\.file_name`: must name a file/ });
	const flag = await cocoWith(t, ({ annotations }) => (annotations[0]!.iscrowd = 2));
	await t.throwsAsync(openCoco(flag), { message: /`annotations\.0\.iscrowd`: must be 0 or 1/ });
	const shape = await cocoWith(t, ({ annotations }) =>
		Object.assign(annotations[0]!, { segmentation: null }),
	);
	await t.throwsAsync(openCoco(shape), { message: /`annotations\.0\.segmentation`: must be polygons/ });
});

test('flags may be written as true and false, as pycocotools reads them', async (t) => {
	const plain = await openCoco(await cocoWith(t));
	const root = await cocoWith(t, ({ annotations }) => {
		for (const annotation of annotations) Object.assign(annotation, { iscrowd: annotation.iscrowd === 1 });
	});
	const { objects, ignored } = await (await openCoco(root)).records[0]!.readAnnotation();
	t.like(await plain.records[0]!.readAnnotation(), { objects, ignored });
});

test('a photo of another size is refused before any mask is made', async (t) => {
	const root = await cocoWith(t, ({ images }) =>
		Object.assign(images[0]!, { width: 60_000, height: 60_000 }),
	);
	const record = (await openCoco(root)).records[0]!;
	const readAnnotation = () => Promise.reject(new Error('masks were made'));
	const photo = { ...record, readAnnotation, image: { ...scene, pixels: new Uint8Array() } };
	await t.throwsAsync(annotatePhoto(photo), {
		message: /of 60000 × 60000 pixels, but `.*000007\.jpg` of 24 × 16/,
	});
});

test('thousands of objects of a large photo take the memory of their runs, not of masks', async (t) => {
	const [width, height, count] = [4000, 3000, 5000];
	const root = await cocoWith(t, ({ images, annotations }) => {
		Object.assign(images[0]!, { width, height });
		annotations.length = 0;
		for (let i = 0; i < count; i++) {
			const [x, y] = [(i % 100) * 40, Math.floor(i / 100) * 60];
			const segmentation = [[x, y, x + 20, y, x + 20, y + 30, x, y + 30]];
			annotations.push({ id: i + 1, image_id: 7, category_id: 3, iscrowd: 0, segmentation });
		}
	});
	const { objects } = await (await openCoco(root)).records[0]!.readAnnotation();
	const before = process.memoryUsage().arrayBuffers;
	t.true(objects.every(({ area }) => area === 600));
	t.is(objects.length, count);
	t.true(process.memoryUsage().arrayBuffers - before < width * height);
	for (const { mask } of [objects[0]!, objects[count - 1]!]) {
		t.is(
			mask.reduce((sum, inside) => sum + inside, 0),
			600,
		);
	}
	const { mask } = objects[101]!;
	t.deepEqual(
		[mask[60 * width + 40], mask[89 * width + 59], mask[90 * width + 40], mask[60 * width + 39]],
		[1, 1, 0, 0],
	);
	t.is(objects[101]!.mask, mask, 'the last mask is kept');
});

test('a byte order mark, and the NaN that Python writes, are read', async (t) => {
	const root = await cocoWith(t, ({ annotations }) => Object.assign(annotations[0]!, { area: 'NaN "NaN' }));
	const file = path.join(root, 'annotations', 'instances_val2017.json');
	const text = await readFile(file, 'utf8');
	for (const written of [
		`\ufeff${text}`,
		text.replace('"iscrowd":0', '"iscrowd":0,"bbox":[NaN,-Infinity]'),
	]) {
		t.not(written, text);
		await writeFile(file, written);
		t.is((await (await openCoco(root)).records[0]!.readAnnotation()).objects.length, 2);
	}
	await writeFile(file, text.replace('"segmentation":[[2,', '"segmentation":[[NaN,'));
	await t.throwsAsync(openCoco(root), {
		message: /`annotations\.0\.segmentation`: must be polygons .* finite numbers/,
	});
});
