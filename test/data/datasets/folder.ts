import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { openFolder } from '../../../src/data/datasets/folder.js';
import {
	boxes,
	drawn,
	labelsOf,
	maskOf,
	scene,
	temporaryFolder,
	writeFolder,
} from '../../support/datasets.js';
import { writePng } from '../../support/png.js';

test('masks are a map of numbers, or a PNG for each object', async (t) => {
	const root = await temporaryFolder(t);
	await writeFolder(root);
	const { name, records } = await openFolder(root);
	t.is(name, 'folder');
	t.deepEqual(
		records.map((record) => record.name),
		['map.jpg', 'objects.png'],
	);

	const map = await records[0]!.readAnnotation();
	t.like(map, { ...scene, source: path.join(root, 'masks', 'map.png') });
	t.deepEqual(drawn(map.objects), [
		{ id: '1', class: 'object', mask: maskOf(boxes.first), area: 42 },
		{ id: '2', class: 'object', mask: maskOf(boxes.second), area: 56 },
	]);
	t.deepEqual(map.ignored, maskOf(boxes.crowd));

	const { objects, ignored } = await records[1]!.readAnnotation();
	t.deepEqual(drawn(objects), [
		{ id: 'left', class: 'object', mask: maskOf(boxes.first), area: 42 },
		{ id: 'right', class: 'object', mask: maskOf(boxes.second), area: 56 },
	]);
	t.is(ignored, undefined);
});

test('a split is a folder', async (t) => {
	const root = await temporaryFolder(t);
	await writeFolder(path.join(root, 'val'));
	t.like(await openFolder(root, 'val'), { name: 'folder val', split: 'val' });
	await t.throwsAsync(openFolder(root, 'test'), { message: /no folder `.*test`/ });
	await t.throwsAsync(openFolder(root), { message: /no photos in `.*images`: put them there/ });
});

test('a photo without a mask is named', async (t) => {
	const root = await temporaryFolder(t);
	await writeFolder(root);
	await rm(path.join(root, 'masks', 'map.png'));
	await t.throwsAsync(openFolder(root), { message: /`.*map\.jpg` has no mask: add `.*masks.map\.png`/ });
	await mkdir(path.join(root, 'masks', 'map'));
	const { records } = await openFolder(root);
	await t.throwsAsync(records[0]!.readAnnotation(), { message: /no PNG masks in `.*masks.map`/ });
});

test('object masks of different sizes are named', async (t) => {
	const root = await temporaryFolder(t);
	await writeFolder(root);
	await writePng(path.join(root, 'masks', 'objects', 'zoom.png'), { width: 2, height: 1, samples: [0, 1] });
	const { records } = await openFolder(root);
	await t.throwsAsync(records[1]!.readAnnotation(), { message: /zoom\.png` is of 2 × 1 pixels.*24 × 16/ });
});

test('a map of nothing but 0 and 255 is one object; beside other numbers 255 is ignored', async (t) => {
	const root = await temporaryFolder(t);
	await writeFolder(root);
	const mask = path.join(root, 'masks', 'map.png');
	const read = async () => (await openFolder(root)).records[0]!.readAnnotation();
	await writePng(mask, { ...scene, samples: labelsOf(255, 0, 0) });
	const { objects, ignored } = await read();
	t.deepEqual(drawn(objects), [{ id: '255', class: 'object', mask: maskOf(boxes.first), area: 42 }]);
	t.is(ignored, undefined);
	await writePng(mask, { ...scene, samples: labelsOf(0, 0, 0) });
	t.deepEqual((await read()).objects, []);
	await writePng(mask, { ...scene, samples: labelsOf(255, 1, 0) });
	t.deepEqual(
		(await read()).objects.map(({ id }) => id),
		['1'],
	);
});
