import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { openDavis, readDavisSequences } from '../../../src/data/datasets/davis.js';
import {
	boxes,
	drawn,
	labelsOf,
	maskOf,
	scene,
	temporaryFolder,
	writeDavis,
} from '../../support/datasets.js';
import { writePng } from '../../support/png.js';

test('2016: each tenth frame, with the one object brighter than 127', async (t) => {
	const root = await temporaryFolder(t);
	await writeDavis(root, '2016');
	const { name, split, records } = await openDavis(root);
	t.deepEqual([name, split], ['davis 2016/val', '2016/val']);
	t.deepEqual(
		records.map((record) => record.name),
		['dog/00000', 'dog/00010'],
	);
	const { objects, ignored } = await records[1]!.readAnnotation();
	t.deepEqual(drawn(objects), [{ id: '1', class: 'dog', mask: maskOf(boxes.first), area: 42 }]);
	t.is(ignored, undefined);
});

test('2017: an object for each number', async (t) => {
	const root = await temporaryFolder(t);
	await writeDavis(root, '2017');
	const { objects } = await (await openDavis(root)).records[0]!.readAnnotation();
	t.deepEqual(drawn(objects), [
		{ id: '1', class: 'dog', mask: maskOf(boxes.first), area: 42 },
		{ id: '2', class: 'dog', mask: maskOf(boxes.second), area: 56 },
	]);
});

test('the lists of 2016 with the masks of 2017: all objects are the one object', async (t) => {
	const root = await temporaryFolder(t);
	await writeDavis(root, '2017');
	const lists = path.join(root, 'DAVIS', 'ImageSets', '480p');
	await mkdir(lists);
	await writeFile(
		path.join(lists, 'val.txt'),
		'/JPEGImages/480p/dog/00000.jpg /Annotations/480p/dog/00000.png\n',
	);
	await t.throwsAsync(openDavis(root), {
		message: /choose by `dataset.split` one of `2017\/val`, `480p\/val`/,
	});
	const { records } = await openDavis(path.join(root, 'DAVIS'), '480p/val');
	const { objects } = await records[0]!.readAnnotation();
	t.deepEqual(
		objects.map(({ area }) => area),
		[98],
	);
});

test('sequences hold all their frames', async (t) => {
	const root = await temporaryFolder(t);
	await writeDavis(root, '2017');
	const { sequences } = await readDavisSequences(root);
	t.is(sequences.length, 1);
	t.is(sequences[0]!.frames.length, 12);
	t.like(sequences[0]!.frames[11], { name: '00011' });
});

test('what is missing is named', async (t) => {
	const root = await temporaryFolder(t);
	await t.throwsAsync(openDavis(path.join(root, 'none')), { message: /no folder `.*none`/ });
	await t.throwsAsync(openDavis(root), { message: /holds no `DAVIS.Annotations`/ });
	await writeDavis(root, '2016');
	await t.throwsAsync(openDavis(root, '2017/val'), { message: /no split `2017\/val`.*one of `2016\/val`/ });
	await rm(path.join(root, 'DAVIS', 'JPEGImages', '480p', 'dog', '00010.jpg'));
	await t.throwsAsync(openDavis(root), { message: /1 of 2 photos .*dog.00010\.jpg/ });
	await rm(path.join(root, 'DAVIS', 'Annotations', '480p', 'dog'), { recursive: true });
	await t.throwsAsync(openDavis(root), { message: /no masks in `.*dog`: get the 480p annotations of `dog`/ });
});

test('a sequence outside of the data set is refused by its name', async (t) => {
	for (const [line, name] of [
		['..', '..'],
		['/JPEGImages/480p/../00000.jpg /Annotations/480p/../00000.png', '..'],
	]) {
		const root = await temporaryFolder(t);
		await writeDavis(root, '2017');
		const list = path.join(root, 'DAVIS/ImageSets/2017/val.txt');
		await writeFile(list, `dog\n${line}\n`);
		await t.throwsAsync(openDavis(root), {
			message: `\`${name}\` of \`${list}\` leads out of the data set: get the list again, or take the name out`,
		});
	}
});

test('2017: 255 is no object but void, as in davis2017-evaluation', async (t) => {
	const root = await temporaryFolder(t);
	await writeDavis(root, '2017');
	const mask = path.join(root, 'DAVIS/Annotations/480p/dog/00000.png');
	await writePng(mask, { ...scene, samples: labelsOf(1, 2, 255), indexed: true });
	const { objects, ignored } = await (await openDavis(root)).records[0]!.readAnnotation();
	t.deepEqual(
		objects.map(({ id }) => id),
		['1', '2'],
	);
	t.deepEqual(ignored, maskOf(boxes.crowd));
});

test('a frame without a mask does not shorten its sequence unseen', async (t) => {
	const root = await temporaryFolder(t);
	await writeDavis(root, '2017');
	await rm(path.join(root, 'DAVIS/Annotations/480p/dog/00003.png'));
	await t.throwsAsync(readDavisSequences(root), {
		message: /1 of 12 frames of `dog` have no mask in `.*dog`, the first is `00003`/,
	});
});
