import { rm } from 'node:fs/promises';
import path from 'node:path';
import test from 'ava';
import { openAde20k } from '../../../src/data/datasets/ade20k.js';
import {
	boxes,
	drawn,
	labelsOf,
	maskOf,
	scene,
	temporaryFolder,
	writeAdeChallenge,
	writeAdeFull,
} from '../../support/datasets.js';
import { writePng } from '../../support/png.js';

const unlabelled = labelsOf(0, 0, 1, 1);

test("the challenge's classes are objects, and what has no class is ignored", async (t) => {
	const root = await temporaryFolder(t);
	await writeAdeChallenge(root);
	const { name, split, records } = await openAde20k(root);
	t.deepEqual([name, split], ['ade20k validation', 'validation']);
	t.is(records[0]?.name, 'ADE_val_00000001.jpg');

	const { objects, ignored, ...annotation } = await records[0]!.readAnnotation();
	t.like(annotation, scene);
	t.deepEqual(drawn(objects), [
		{ id: '3', class: 'sky', mask: maskOf(boxes.first), area: 42 },
		{ id: '150', class: 'flag', mask: maskOf(boxes.second), area: 56 },
	]);
	t.deepEqual(ignored, unlabelled);
});

test("the full release's instances are objects, parts are not", async (t) => {
	const root = await temporaryFolder(t);
	await writeAdeFull(root);
	const { records } = await openAde20k(root, 'validation');
	t.is(records.length, 1);
	const { objects, ignored } = await records[0]!.readAnnotation();
	t.deepEqual(drawn(objects), [
		{ id: String(517 * 256 + 40), class: '517', mask: maskOf(boxes.first), area: 42 },
		{ id: String(517 * 256 + 90), class: '517', mask: maskOf(boxes.second), area: 56 },
	]);
	t.deepEqual(ignored, unlabelled);
});

test('the class list tells things from stuff; the others are background', async (t) => {
	const root = await temporaryFolder(t);
	await writeAdeChallenge(root);
	const objectsOf = async (regions: 'things' | 'stuff') => {
		const { objects, ignored } = await (
			await openAde20k(root, 'validation', regions)
		).records[0]!.readAnnotation();
		t.deepEqual(ignored, unlabelled);

		return objects.map(({ id }) => id);
	};
	t.deepEqual(await objectsOf('stuff'), ['3']);
	t.deepEqual(await objectsOf('things'), ['150']);

	const full = await temporaryFolder(t);
	await writeAdeFull(full);
	await t.throwsAsync(openAde20k(full, 'validation', 'stuff'), {
		message: /does not say what is stuff: leave out/,
	});
	await rm(path.join(root, 'ADEChallengeData2016', 'objectInfo150.txt'));
	await t.throwsAsync(openAde20k(root, 'validation', 'things'), { message: /objectInfo150\.txt.*complete/ });
	const { objects } = await (await openAde20k(root)).records[0]!.readAnnotation();
	t.is(objects[0]?.class, '3');
});

test('what is missing is named', async (t) => {
	const root = await temporaryFolder(t);
	await t.throwsAsync(openAde20k(path.join(root, 'none')), { message: /no folder `.*none`/ });
	await t.throwsAsync(openAde20k(root), { message: /holds no `ADEChallengeData2016.images`/ });
	await writeAdeChallenge(root);
	await t.throwsAsync(openAde20k(root, 'training'), { message: /no split `training`.*one of `validation`/ });
	await rm(path.join(root, 'ADEChallengeData2016', 'images', 'validation', 'ADE_val_00000001.jpg'));
	await t.throwsAsync(openAde20k(root), { message: /1 of 1 photos .*ADE_val_00000001\.jpg/ });
});

test('a full mask that is not in colours is named', async (t) => {
	const root = await temporaryFolder(t);
	await writeAdeFull(root);
	const { records } = await openAde20k(root);
	const mask = records[0]!.path.replace('.jpg', '_seg.png');
	await writePng(mask, { width: 1, height: 1, samples: [3] });
	await t.throwsAsync(records[0]!.readAnnotation(), { message: /_seg\.png` has 1 channels instead of 3/ });
});
