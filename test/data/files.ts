import { join, relative } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { findFiles } from '../../src/data/files.js';
import { folderWith } from './_folder.js';

function photos(t: ExecutionContext): string {
	return folderWith(t, {
		'b.jpg': '',
		'a.PNG': '',
		'notes.json': '',
		'deep/er/c.webp': '',
		'deep/B.jpeg': '',
		'odd [1]/d (2).jpg': '',
		'list.txt': 'b.jpg\r\n\n  \ndeep/er/c.webp\nb.jpg\n',
		'empty/readme.md': '',
	});
}

async function found(folder: string, patterns: string | string[]): Promise<string[]> {
	return (await findFiles(patterns)).map((path) => relative(folder, path));
}

test('a folder stands for all images below it, in order', async (t) => {
	const folder = photos(t);
	const all = ['a.PNG', 'b.jpg', 'deep/B.jpeg', 'deep/er/c.webp', 'odd [1]/d (2).jpg'];
	t.deepEqual(await found(folder, folder), all);
	t.deepEqual(await found(folder, `${folder}/`), all);
});

test('a folder whose name looks like a glob is a folder', async (t) => {
	const folder = photos(t);
	t.deepEqual(await found(folder, join(folder, 'odd [1]')), ['odd [1]/d (2).jpg']);
});

test('a glob stands for the images among what it matches', async (t) => {
	const folder = photos(t);
	t.deepEqual(await found(folder, join(folder, '*')), ['a.PNG', 'b.jpg']);
	t.deepEqual(await found(folder, join(folder, '**/*.{jpg,jpeg}')), [
		'b.jpg',
		'deep/B.jpeg',
		'odd [1]/d (2).jpg',
	]);
});

test('a text file lists paths relative to itself', async (t) => {
	const folder = photos(t);
	t.deepEqual(await found(folder, join(folder, 'list.txt')), ['b.jpg', 'deep/er/c.webp']);
});

test('several patterns are joined, each file once', async (t) => {
	const folder = photos(t);
	const patterns = ['list.txt', 'b.jpg', 'deep'].map((name) => join(folder, name));
	t.deepEqual(await found(folder, patterns), ['b.jpg', 'deep/B.jpeg', 'deep/er/c.webp']);
});

test('an empty pattern is an error, not the working folder', async (t) => {
	await t.throwsAsync(findFiles(''), { message: /^`` does not exist/ });
});

test('what does not exist or has no image is named, with the remedy', async (t) => {
	const folder = photos(t);
	for (const [name, problem] of [
		['missing', 'does not exist, or may not be read'],
		['missing.jpg', 'does not exist, or may not be read'],
		['*.gif', 'matches no image'],
		['empty', 'matches no image'],
	] as const) {
		const pattern = join(folder, name);
		const error = await t.throwsAsync(findFiles([folder, pattern]));
		t.true(error.message.startsWith(`\`${pattern}\` ${problem}. Give a folder`), error.message);
	}
});
