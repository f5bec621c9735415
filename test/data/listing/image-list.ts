import test from 'ava';
import { type ImageList, ImageListBuilder, imageList } from '../../../src/data/listing/image-list.js';
import { merge } from '../../../src/data/listing/merge.js';

const pathsOf = (list: ImageList) => Array.from(list, ({ path }) => path);

test('a list gives back what was put in, in any script and from any folder', (t) => {
	const paths = ['a.jpg', '/b.jpg', 'c/d.jpg', 'c/é😀.jpg', 'e/f.jpg', 'c/g.jpg', '../h.jpg', 'i.tar/j.jpg'];
	const list = imageList(paths);
	t.deepEqual(pathsOf(list), paths);
	t.deepEqual(list.at(3), { path: 'c/é😀.jpg' });
	t.is(list.folders.length, 6);
	t.is(imageList([]).length, 0);
});

test('images in archives have their places, files among them none', (t) => {
	const images = [
		{ path: 's.tar/b.jpg' },
		{ path: 's.tar/a.jpg', within: { file: 's.tar', offset: 512, size: 7 } },
		{ path: 's.tar/c/a.jpg', within: { file: 's.tar', offset: 2 ** 40, size: 2 ** 33 } },
		{ path: 't.jpg' },
	];
	const builder = new ImageListBuilder();
	for (const image of images) builder.add(image);
	t.deepEqual([...builder.finish()], images);
});

test('lists are merged in order, each path once', (t) => {
	const lists = [['b', 'd', 'e'], ['a', 'd'], [], ['a', 'f'], ['d']].map(imageList);
	t.deepEqual(pathsOf(merge(lists)), ['a', 'b', 'd', 'e', 'f']);
	t.is(merge([]).length, 0);
});

test('a million images take less than 100 bytes each, strings and all', (t) => {
	const count = 1e6;
	const path = (i: number) =>
		`/data/imagenet/train/n${String(i % 1000).padStart(8, '0')}/n${i % 1000}_${i}_photo.JPEG`;
	globalThis.gc?.();
	const before = process.memoryUsage();
	const builder = new ImageListBuilder();
	for (let i = 0; i < count; i++) {
		// Every second one is in an archive.
		builder.add(i % 2 ? { path: path(i) } : { path: path(i), within: { file: 's.tar', offset: i, size: 9 } });
	}

	const list = builder.finish();
	t.is(list.length, count);
	t.is(list.at(count - 1).path, path(count - 1));
	const after = process.memoryUsage();
	const held = list.byteLength / count;
	t.log(`${held.toFixed(1)} bytes an image; heap ${((after.heapUsed - before.heapUsed) / count).toFixed(1)}`);
	t.true(held < 60, `${held} bytes an image`);
	t.true(list.folders.length <= 2000);
	t.true((list.byteLength + after.heapUsed - before.heapUsed) / count < 100 + 40, 'no string is kept');
});
