import path from 'node:path';
import test from 'ava';
import type { MaskedViews } from '../../../src/data/items.js';
import { encodePng } from '../../../src/draw/png.js';
import { magnify } from '../../../src/draw/scale.js';
import { from } from '../../../src/flow/flow.js';
import { resource } from '../../../src/flow/resource.js';
import { toArray } from '../../../src/flow/sink.js';
import { drawViews } from '../../../stages/sheets/draw-views.js';
import { folderWith } from '../../data/_folder.js';
import { patternImage } from '../../data/_images.js';
import { canvas, pixelAt } from '../../draw/_canvas.js';
import { stageContract } from '../../support/stage-contract.js';

const photo = await encodePng(canvas(40, 20, [9, 9, 9]));
const left = Uint8Array.of(1, 0, 1, 0);
const nothing = new Uint8Array(4);

function masked(folder: string, fill: MaskedViews['corruptions'][0]['fill']): MaskedViews {
	return {
		path: path.join(folder, 'photo.png'),
		epoch: 0,
		views: [canvas(2, 2, [200, 0, 0]), patternImage(2, 2)],
		corruptions: [
			{ mask: left, fill, donor: 0 },
			{ mask: nothing, fill: 'zeros', donor: 0 },
		],
	};
}

const drawBatch = async (batch: readonly MaskedViews[], count = 99) => {
	const quota = resource('quota', () => ({ left: count }));
	return from(() => [batch, batch])
		.via(drawViews(quota))
		.into(toArray())
		.run();
};

test('meets the contract of stages', async (t) => {
	const folder = folderWith(t, { 'photo.png': photo });
	const quota = resource('quota', () => ({ left: 99 }));
	const batch = [masked(folder, 'foreign'), masked(folder, 'noise')];
	const input = from(() => [batch, batch]);
	await stageContract(t, { stage: drawViews(quota), input, ordered: true });
});

test('a row is the photo and, of each view, what the teacher and what the student sees', async (t) => {
	const folder = folderWith(t, { 'photo.png': photo });
	const item = masked(folder, 'zeros');
	const [row] = await drawBatch([item]);
	t.deepEqual(
		row!.map(({ caption }) => caption),
		['photo.png', '', '50% mean colour', '', 'nothing hidden'],
	);
	const images = row!.map(({ image }) => image);
	t.deepEqual([images[0]!.width, images[0]!.height], [192, 96]);
	t.deepEqual(pixelAt(images[0]!, 100, 50), [9, 9, 9]);
	t.deepEqual(images[1], magnify(item.views[0], 96));
	t.deepEqual(pixelAt(images[2]!, 0, 0), [124, 116, 104]); // ImageNet's mean
	t.deepEqual(pixelAt(images[2]!, 191, 191), [200, 0, 0]);
	t.deepEqual(images.slice(3), [magnify(item.views[1], 96), magnify(item.views[1], 96)]);
});

test('pixels of another view come from the batch, and patches that become a token are black', async (t) => {
	const folder = folderWith(t, { 'photo.png': photo });
	const [foreign] = await drawBatch([masked(folder, 'foreign')]);
	t.deepEqual(pixelAt(foreign![2]!.image, 0, 0), pixelAt(patternImage(2, 2), 0, 0));
	const [token] = await drawBatch([masked(folder, 'token')]);
	t.deepEqual(pixelAt(token![2]!.image, 0, 0), [0, 0, 0]);
	t.deepEqual(pixelAt(token![1]!.image, 0, 0), [200, 0, 0]);
	t.is(token![2]!.caption, '50% mask token');
});

test('local views have a column of their own', async (t) => {
	const folder = folderWith(t, { 'photo.png': photo });
	const local = [canvas(1, 1, [1, 2, 3]), canvas(1, 1, [4, 5, 6])];
	const [row] = await drawBatch([{ ...masked(folder, 'zeros'), local }]);
	t.is(row!.length, 6);
	t.is(row![5]!.caption, '2 views');
	t.deepEqual(pixelAt(row![5]!.image, 96, 0), [4, 5, 6]);
});

test('no more is drawn than is asked for', async (t) => {
	const folder = folderWith(t, { 'photo.png': photo });
	t.is((await drawBatch([masked(folder, 'zeros'), masked(folder, 'zeros')], 3)).length, 3);
});
