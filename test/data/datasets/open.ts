import { existsSync, readFileSync } from 'node:fs';
import { copyFile, cp, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { type DatasetOptions, datasetOptions, openDataset } from '../../../src/data/datasets/open.js';
import type { Annotation } from '../../../src/data/datasets/record.js';
import { readLabels } from '../../../src/data/decoding/label-png.js';
import {
	temporaryFolder,
	writeAdeChallenge,
	writeCoco,
	writeCocoStuff,
	writeDavis,
	writeFolder,
	writeVoc,
} from '../../support/datasets.js';

const writers = {
	coco: writeCoco,
	voc: writeVoc,
	ade20k: writeAdeChallenge,
	davis: (root: string) => writeDavis(root, '2016'),
	folder: writeFolder,
};

for (const kind of datasetOptions.shape.kind.options) {
	test(`${kind}: each record's photo is there, of the size of its masks, and numbered`, async (t) => {
		const root = await temporaryFolder(t);
		await writers[kind](root);
		const { records } = await openDataset({ kind, root });
		t.true(records.length > 0);

		for (const [position, record] of records.entries()) {
			const { width, height, objects } = await record.readAnnotation();
			t.is(record.position, position);
			t.like(await sharp(record.path).metadata(), { width, height });
			t.true(objects.every(({ mask }) => mask.length === width * height));
		}
	});
}

test('options say which data set, and nothing else', (t) => {
	t.deepEqual(datasetOptions.parse({ kind: 'coco', root: 'data' }), { kind: 'coco', root: 'data' });
	t.false(datasetOptions.safeParse({ kind: 'coco', root: 'data', year: 2017 }).success);
	t.false(datasetOptions.safeParse({ kind: 'cityscapes', root: 'data' }).success);
	t.false(datasetOptions.safeParse({ kind: 'coco', root: '' }).success);
});

test('regions: stuff of COCO comes from the panoptic file, and kinds that have none refuse it', async (t) => {
	const root = await temporaryFolder(t);
	await writeCocoStuff(root);
	t.is((await openDataset({ kind: 'coco', root, regions: 'stuff' })).name, 'coco stuff val2017');
	t.is((await openDataset({ kind: 'coco', root, regions: 'things' })).name, 'coco val2017');
	await t.throwsAsync(openDataset({ kind: 'voc', root, regions: 'stuff' }), {
		message: /`dataset.regions` is `stuff`, but a data set of the kind `voc`/,
	});
});

test('a photo that two names lead to is named, and a name listed twice counts once', async (t) => {
	const root = await temporaryFolder(t);
	await writeFolder(root);
	await symlink('map.jpg', path.join(root, 'images', 'other.jpg'));
	await copyFile(path.join(root, 'masks', 'map.png'), path.join(root, 'masks', 'other.png'));
	await t.throwsAsync(openDataset({ kind: 'folder', root }), {
		message: /map\.jpg` and `.*other\.jpg` are one photo, which would count twice/,
	});

	for (const [kind, list] of [
		['voc', 'VOCdevkit/VOC2012/ImageSets/Segmentation/val.txt'],
		['davis', 'DAVIS/ImageSets/2016/val.txt'],
	] as const) {
		await writers[kind](root);
		const names = async () => (await openDataset({ kind, root })).records.map(({ name }) => name);
		const once = await names();
		const file = path.join(root, list);
		await writeFile(file, `\ufeff${readFileSync(file, 'utf8').trim()} \r\n`.repeat(2));
		t.deepEqual(await names(), once);
	}
});

test('the two parts of a data set are its halves, with the positions they have in the whole', async (t) => {
	const root = await temporaryFolder(t);
	await writeFolder(root);
	for (const name of ['a', 'b', 'c']) {
		await copyFile(path.join(root, 'images', 'map.jpg'), path.join(root, 'images', `${name}.jpg`));
		await copyFile(path.join(root, 'masks', 'map.png'), path.join(root, 'masks', `${name}.png`));
	}
	const positions = async (part: 'even' | 'odd') =>
		(await openDataset({ kind: 'folder', root, part })).records.map(({ position }) => position);
	t.deepEqual(await positions('even'), [0, 2, 4]);
	t.deepEqual(await positions('odd'), [1, 3]);
});

test('the parts of DAVIS are whole sequences', async (t) => {
	const root = await temporaryFolder(t);
	await writeDavis(root, '2016');
	const base = path.join(root, 'DAVIS');
	for (const folder of ['Annotations', 'JPEGImages']) {
		await cp(path.join(base, folder, '480p', 'dog'), path.join(base, folder, '480p', 'cat'), {
			recursive: true,
		});
	}
	await writeFile(path.join(base, 'ImageSets', '2016', 'val.txt'), 'cat\ndog\n');
	const names = async (part: 'even' | 'odd') =>
		(await openDataset({ kind: 'davis', root, part })).records.map(({ name }) => name);
	t.deepEqual(await names('even'), ['cat/00000', 'cat/00010']);
	t.deepEqual(await names('odd'), ['dog/00000', 'dog/00010']);
});

// Real photos and annotations, where someone has them: photos and objects that must be found, and the id maps of
// a reference subset (0 background, k object, 255 ignored) that must come out pixel for pixel.
const data = process.env.MMC_DATA ?? '';
const reason = data ? '' : ' (needs `MMC_DATA`, the folder of `coco`, `voc` and `davis`)';

for (const [kind, photos, instances] of [
	['coco', 98, 740],
	['voc', 3, 12],
	['davis', 16, 16],
] as const) {
	const real = data && existsSync(path.join(data, kind)) ? test : test.skip;

	real(`${kind}: ${photos} photos, ${instances} objects${reason}`, async (t) => {
		const annotations = await readAll({ kind, root: path.join(data, kind) });
		t.is(annotations.size, photos);
		t.is(
			[...annotations.values()].reduce((sum, { objects }) => sum + objects.length, 0),
			instances,
		);
	});
}

const subset = path.join(data, '..', 'reference', 'subset');
const known = data && existsSync(subset) ? test : test.skip;

known(`the masks of the reference subset come out pixel for pixel${reason}`, async (t) => {
	const listed = JSON.parse(readFileSync(path.join(subset, 'subset.json'), 'utf8')) as {
		name: string;
		source: string;
		instances: { id: number }[];
	}[];
	const kinds = ['coco', 'voc', 'davis'] as const;
	const sets = await Promise.all(kinds.map((kind) => readAll({ kind, root: path.join(data, kind) })));
	const annotations = new Map(sets.flatMap((set) => [...set]));
	t.is(listed.length, 20);

	for (const { name, source, instances } of listed) {
		const annotation = annotations.get(path.basename(path.dirname(source)) + path.basename(source))!;
		const { samples } = await readLabels(path.join(subset, `${name}.mask.png`));
		const painted = paint(
			annotation,
			instances.map(({ id }) => id),
		);
		t.is(Buffer.compare(painted, samples), 0, name);
	}
});

async function readAll(options: DatasetOptions): Promise<Map<string, Annotation>> {
	const annotations = new Map<string, Annotation>();

	for (const record of (await openDataset(options)).records) {
		const key = path.basename(path.dirname(record.path)) + path.basename(record.path);
		annotations.set(key, await record.readAnnotation());
	}

	return annotations;
}

function paint({ width, height, objects, ignored }: Annotation, ids: readonly number[]): Uint8Array {
	const painted = new Uint8Array(width * height);

	for (const [i, { mask }] of objects.entries()) {
		for (let pixel = 0; pixel < mask.length; pixel++) if (mask[pixel]) painted[pixel] = ids[i]!;
	}

	if (ignored) for (let pixel = 0; pixel < ignored.length; pixel++) if (ignored[pixel]) painted[pixel] = 255;

	return painted;
}
