import { mkdirSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { labelledFiles } from '../../../src/data/listing/class-folders.js';
import { from } from '../../../src/flow/flow.js';
import { toArray } from '../../../src/flow/sink.js';
import { folderWith } from '../_folder.js';

const list = (root: string) =>
	from(labelledFiles({ train: path.join(root, 'train'), test: path.join(root, 'test') }))
		.into(toArray())
		.run();

test('training photos come first, by class and name; what is no photo is left out', async (t) => {
	const root = folderWith(t, {
		'test/cat/z.jpg': '',
		'train/dog/b.jpg': '',
		'train/dog/a.png': '',
		'train/dog/notes.txt': '',
		'train/cat/deep/c.jpg': '',
		'train/readme.md': '',
	});
	t.deepEqual(
		(await list(root)).map(({ path: file, label, role }) => [path.relative(root, file), label, role]),
		[
			['train/cat/deep/c.jpg', 'cat', 'train'],
			['train/dog/a.png', 'dog', 'train'],
			['train/dog/b.jpg', 'dog', 'train'],
			['test/cat/z.jpg', 'cat', 'test'],
		],
	);
});

test('what is missing is named', async (t) => {
	const root = folderWith(t, { 'train/cat/a.jpg': '', 'test/cat/a.jpg': '' });
	const none = path.join(root, 'none');
	await t.throwsAsync(list(none), { message: /`data\.train` `.*none.train` can't be read/ });
	await t.throwsAsync(
		from(labelledFiles({ train: path.join(root, 'train/cat'), test: root }))
			.into(toArray())
			.run(),
		{ message: /holds no folders: give a folder of photos for each class/ },
	);
	mkdirSync(path.join(root, 'test/emu'));
	await t.throwsAsync(list(root), { message: /emu` matches no image/ });
});

test('a class that cannot be learned is named', async (t) => {
	const root = folderWith(t, { 'train/cat/a.jpg': '', 'test/emu/a.jpg': '' });
	await t.throwsAsync(list(root), { message: /test.emu` is a class that `data\.train` has no folder of/ });
});
