import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { openVoc } from '../../../src/data/datasets/voc.js';
import { boxes, drawn, labelsOf, maskOf, scene, temporaryFolder, writeVoc } from '../../support/datasets.js';
import { writePng } from '../../support/png.js';

test('palette indices are objects of the class they have most of, void is ignored', async (t) => {
	const root = await temporaryFolder(t);
	await writeVoc(root);
	const { name, split, records } = await openVoc(root);
	t.deepEqual([name, split, records.length], ['VOC2012 val', 'val', 1]);

	const { objects, ignored, ...annotation } = await records[0]!.readAnnotation();
	t.like(annotation, scene);
	t.deepEqual(drawn(objects), [
		{ id: '1', class: 'dog', mask: maskOf(boxes.first), area: 42 },
		{ id: '2', class: 'car', mask: maskOf(boxes.second), area: 56 },
	]);
	t.deepEqual(ignored, maskOf(boxes.crowd));
});

test('the class of an object is that of most of its pixels', async (t) => {
	const root = await temporaryFolder(t);
	await writeVoc(root);
	const classes = labelsOf(12, 7, 0).map((label, i) => (i % 24 === 2 && label > 0 ? 255 : label));
	const file = path.join(root, 'VOCdevkit', 'VOC2012', 'SegmentationClass', '2011_000001.png');
	await writePng(file, { ...scene, samples: classes, indexed: true });
	const { objects } = await (await openVoc(root)).records[0]!.readAnnotation();
	t.deepEqual(
		objects.map((object) => object.class),
		['dog', 'car'],
	);

	await writePng(file, { ...scene, samples: labelsOf(21, 7, 0), indexed: true });
	await t.throwsAsync((await openVoc(root)).records[0]!.readAnnotation(), {
		message: /Object `1` has the unknown class `21` in `.*SegmentationClass.2011_000001\.png`/,
	});
});

test('the root may be the folder of one year, and of several years one is asked for', async (t) => {
	const root = await temporaryFolder(t);
	await writeVoc(root);
	await writeVoc(root, 'VOC2007');
	await t.throwsAsync(openVoc(root), { message: /several years: set it to one of `.*VOC2007`, `.*VOC2012`/ });
	t.is((await openVoc(path.join(root, 'VOCdevkit', 'VOC2007'))).name, 'VOC2007 val');
});

test('what is missing is named', async (t) => {
	const root = await temporaryFolder(t);
	await t.throwsAsync(openVoc(path.join(root, 'none')), { message: /no folder `.*none`/ });
	await t.throwsAsync(openVoc(root), { message: /holds no `VOCdevkit.VOC<year>.ImageSets.Segmentation`/ });
	await writeVoc(root);
	await t.throwsAsync(openVoc(root, 'train'), { message: /no split `train`.*one of `val`/ });

	const base = path.join(root, 'VOCdevkit', 'VOC2012');
	const { records } = await openVoc(root);
	await writePng(path.join(base, 'SegmentationClass', '2011_000001.png'), {
		width: 1,
		height: 1,
		samples: [1],
	});
	await t.throwsAsync(records[0]!.readAnnotation(), {
		message: /SegmentationClass.*is of 1 × 1 pixels.*24 × 16/,
	});
	await rm(path.join(base, 'SegmentationObject'), { recursive: true });
	await t.throwsAsync(records[0]!.readAnnotation(), { message: /SegmentationObject.2011_000001\.png/ });
	await rm(path.join(base, 'JPEGImages'), { recursive: true });
	await t.throwsAsync(openVoc(root), { message: /1 of 1 photos .*JPEGImages.2011_000001\.jpg/ });
});

test('a photo outside of the data set is refused by its name', async (t) => {
	const root = await temporaryFolder(t);
	await writeVoc(root);
	const list = path.join(root, 'VOCdevkit/VOC2012/ImageSets/Segmentation/val.txt');
	await writeFile(list, '2011_000001\n../../secret\n');
	await t.throwsAsync(openVoc(root), {
		message: `\`../../secret\` of \`${list}\` leads out of the data set: get the list again, or take the name out`,
	});
});
