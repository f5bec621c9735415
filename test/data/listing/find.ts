import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { findFiles, findImages } from '../../../src/data/listing/find.js';
import { folderWith } from '../_folder.js';
import { packTar } from './_tar.js';

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

const shard = packTar([{ name: 'z.jpg' }, { name: 'note.txt' }, { name: 'in/a.png' }]);

async function foundImages(folder: string, patterns: string | string[]): Promise<string[]> {
	return Array.from(await findImages(patterns), ({ path }) => relative(folder, path));
}

test('the images of shards stand in the place of the shards, in the order of each', async (t) => {
	const folder = folderWith(t, {
		's-09.tar': shard,
		's-10.tar': shard,
		's-11.tar': shard,
		'list.txt': 's-10.tar\nx.jpg\n',
	});
	const of = (name: string) => [`${name}/z.jpg`, `${name}/in/a.png`];
	const all = ['s-09.tar', 's-10.tar', 's-11.tar'].flatMap(of);
	t.deepEqual(await foundImages(folder, folder), all);
	t.deepEqual(await foundImages(folder, join(folder, '*.tar')), all);
	t.deepEqual(await foundImages(folder, join(folder, 's-{09..11}.tar')), all);
	t.deepEqual(
		await foundImages(folder, [join(folder, 's-10.tar'), join(folder, 's-{10..11}.tar')]),
		all.slice(2),
	);
	t.deepEqual(await foundImages(folder, join(folder, 'list.txt')), [...of('s-10.tar'), 'x.jpg']);
});

test('an archive beside the photos that were unpacked from it does not count twice', async (t) => {
	const folder = folderWith(t, { 'in/a.png': '', 'z.jpg': '', 'photos.tar': shard, 'photos.tgz': '' });
	t.deepEqual(await foundImages(folder, folder), ['in/a.png', 'z.jpg']);
	t.deepEqual(await foundImages(folder, join(folder, '**')), ['in/a.png', 'z.jpg']);
});

test('a missing shard of a range is named; so is a compressed one, and one that is not read here', async (t) => {
	const folder = folderWith(t, {
		's-0.tar': shard,
		's-2.tar': shard,
		's.tar.gz': '',
		'none.tar': packTar([]),
	});
	const error = await t.throwsAsync(findImages(join(folder, 's-{0..2}.tar')));
	t.true(error.message.startsWith(`\`${join(folder, 's-1.tar')}\` does not exist`), error.message);
	await t.throwsAsync(findImages(join(folder, 's.tar.gz')), { message: /`gunzip`/ });
	await t.throwsAsync(findFiles(join(folder, 's-0.tar')), { message: /s-0\.tar` is a shard.* Unpack it/ });
	await t.throwsAsync(findImages(join(folder, 'none.tar')), {
		message: /none\.tar` hold no image\. Give a folder/,
	});
});

for (const kind of ['folder', 'glob'] as const) {
	test(`links to folders are followed from a ${kind}, but not in circles; one that leads nowhere is told`, async (t) => {
		const folder = folderWith(t, { 'a/x.jpg': '', 'elsewhere/y.jpg': '' });
		symlinkSync('..', join(folder, 'a/up'));
		symlinkSync('.', join(folder, 'a/self'));
		symlinkSync('../elsewhere', join(folder, 'a/link'));
		symlinkSync('../a', join(folder, 'elsewhere/back'));
		symlinkSync('gone.jpg', join(folder, 'a/dangling.jpg'));
		symlinkSync('circle.jpg', join(folder, 'a/circle.jpg'));
		const pattern = join(folder, kind === 'folder' ? 'a' : 'a/**/*.jpg');
		const expected = ['a/circle.jpg', 'a/dangling.jpg', 'a/link/y.jpg', 'a/x.jpg'];
		t.deepEqual(await foundImages(folder, pattern), expected);
	});
}

test('paths are in the order of their characters, folders among files', async (t) => {
	const names = ['a.jpg', 'a/b.jpg', 'a-/c.jpg', 'A.jpg', 'a0.jpg', 'é.jpg', 'a/.hidden.jpg', '.b/d.jpg'];
	const folder = folderWith(t, Object.fromEntries(names.map((name) => [name, ''])));
	mkdirSync(join(folder, 'empty.jpg'));
	const sorted = ['A.jpg', 'a-/c.jpg', 'a.jpg', 'a/b.jpg', 'a0.jpg', 'é.jpg'];
	t.deepEqual(await foundImages(folder, folder), sorted);
	t.deepEqual(await foundImages(folder, join(folder, '**')), sorted);
	t.deepEqual(await foundImages(folder, [folder, join(folder, '*.jpg')]), sorted);
});

test('a search that is aborted ends with the reason, in folders, globs and shards', async (t) => {
	const deep = Object.fromEntries(
		Array.from({ length: 60 }, (_, i) => [`f${i}/${'a/'.repeat(i % 7)}x.jpg`, '']),
	);
	const shards = Object.fromEntries(
		Array.from({ length: 30 }, (_, i) => [`s/${i + 100}.tar`, packTar([{ name: `${i}.jpg`, content: 'x' }])]),
	);
	const folder = folderWith(t, { ...deep, ...shards });
	for (const pattern of [
		folder,
		join(folder, 'f*/**'),
		join(folder, 's'),
		join(folder, 's/{100..129}.tar'),
	]) {
		const before = await findImages(pattern);
		t.true(before.length > 20, pattern);
		const controller = new AbortController();
		setImmediate(() => controller.abort(new Error('aborted')));
		await t.throwsAsync(findImages(pattern, controller), { message: 'aborted' }, pattern);
	}
});

test('photos and shards side by side keep their places, however many shards there are', async (t) => {
	const shards = Array.from({ length: 20 }, (_, i) => `${String(i).padStart(2, '0')}.tar`);
	const files = Object.fromEntries(
		shards.map((shard, i) => [shard, packTar([{ name: `${i}.jpg`, content: '' }])]),
	);
	const folder = folderWith(t, { ...files, '05.jpg': '', '30.jpg': '' });
	const images = await findImages([join(folder, '{00..19}.tar'), join(folder, '*.jpg')]);
	const expected = shards.map((shard, i) => `${shard}/${i}.jpg`);
	expected.splice(5, 0, '05.jpg');
	t.deepEqual(
		Array.from(images, ({ path }) => relative(folder, path)),
		[...expected, '30.jpg'],
	);
});

test('a photo counts once, by whatever names it is found', async (t) => {
	const folder = photos(t);
	const clean = (await findImages(folder)).length;
	t.is(clean, 5);
	const inside = folderWith(t, {});
	symlinkSync(folder, join(inside, 'linked'));
	symlinkSync(join(folder, 'b.jpg'), join(inside, 'one.jpg'));
	const near = relative('.', folder);
	for (const patterns of [
		[near, folder],
		[near, join(near, 'list.txt')],
		[folder, inside],
		[folder, join(inside, 'one.jpg')],
		[join(inside, 'linked'), join(folder, '**/*'), join(inside, '*.jpg'), `${near}/b.jpg`],
	]) {
		t.is((await findImages(patterns)).length, clean, patterns.join(' '));
		t.is((await findFiles(patterns)).length, clean, patterns.join(' '));
	}
	t.is((await findFiles(inside)).length, clean, 'a link beside the folder that it leads into');
});

test('a shard counts once, by whatever names it is found', async (t) => {
	const folder = folderWith(t, { 's.tar': packTar([{ name: '1.jpg' }, { name: '2.jpg' }]) });
	t.is((await findImages([join(folder, 's.tar'), relative('.', join(folder, 's.tar'))])).length, 2);
});

test('a list may have a byte order mark, any line ends, and blanks around its lines', async (t) => {
	const folder = photos(t);
	writeFileSync(join(folder, 'marked.txt'), '\ufeffb.jpg \r\n\tdeep/er/c.webp\t\n \n');
	t.deepEqual(await found(folder, join(folder, 'marked.txt')), ['b.jpg', 'deep/er/c.webp']);
});
