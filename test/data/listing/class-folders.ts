import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { labelledFiles } from '../../../src/data/listing/class-folders.js';
import { from } from '../../../src/flow/flow.js';
import { toArray } from '../../../src/flow/sink.js';
import { packageRoot } from '../../../src/run/package.js';
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

test('a class may have more photos than a call can have arguments', async (t) => {
	const root = folderWith(t, { 'train/cat/a.jpg': '', 'test/cat/a.jpg': '' });
	for (let i = 0; i < 12_000; i++) writeFileSync(path.join(root, 'train/cat', `${i}.jpg`), '');
	const file = fileURLToPath(new URL('../../../src/data/listing/class-folders.ts', import.meta.url));
	const program = `
		const { labelledFiles } = await import(${JSON.stringify(file)});
		let count = 0;
		for await (const _ of labelledFiles(${JSON.stringify({ train: path.join(root, 'train'), test: path.join(root, 'test') })}).open({})) count++;
		console.log(count);
	`;
	// With a stack of a tenth a tenth of the photos tells: by itself a call takes some 120,000.
	const args = ['--stack-size=96', '--import=tsx', '--input-type=module', '--eval', program];
	const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: packageRoot });
	t.is(stdout.trim(), '12002');
});

test('a photo in two classes is named', async (t) => {
	const root = folderWith(t, { 'train/cat/a.jpg': '', 'test/cat/a.jpg': '' });
	symlinkSync('cat', path.join(root, 'train/tabby'));
	await t.throwsAsync(list(root), {
		message: /cat.a\.jpg` and `.*tabby.a\.jpg` are one photo, in two classes/,
	});
});
