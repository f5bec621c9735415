import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { imageList } from '../../src/data/listing/image-list.js';
import { openRunFolder, type RunFolder } from '../../src/run/folder.js';
import { holdToFiles } from '../../src/training/hold-to-files.js';

const newRun = async () => openRunFolder(await mkdtemp(path.join(tmpdir(), 'hold-to-files-')));
const photos = ['/data/photos/a/1.jpg', '/data/photos/a/2.jpg', '/data/photos/b/1.jpg'];

const hold = (run: RunFolder, paths: readonly string[]) => holdToFiles(run, imageList(paths));

test('a run goes on with the files it began with, also where their folder has moved', async (t) => {
	const run = await newRun();
	const images = imageList(photos);
	t.is(await holdToFiles(run, images), images);
	const elsewhere = photos.map((file) => file.replace('/data', '/scratch/job-7'));
	const relative = photos.map((file) => path.relative(process.cwd(), file));
	for (const same of [photos, elsewhere, relative]) await t.notThrowsAsync(hold(run, same));
});

test('what is kept is the SHA-256 of the paths below their folder, a line each', async (t) => {
	const run = await newRun();
	await hold(run, photos);
	const sha256 = createHash('sha256').update('a/1.jpg\na/2.jpg\nb/1.jpg\n').digest('hex');
	t.deepEqual(JSON.parse(readFileSync(run.path('files.json'), 'utf8')), { count: 3, sha256 });
});

test('one file more, less, renamed or in another place is refused', async (t) => {
	const run = await newRun();
	await hold(run, photos);
	for (const changed of [
		[...photos, '/data/photos/b/2.jpg'],
		photos.slice(1),
		['/data/photos/a/0.jpg', ...photos.slice(1)],
		[...photos].reverse(),
	]) {
		await t.throwsAsync(hold(run, changed), { message: /This run began with 3 files; now there are/ });
	}
});

test('one file alone, or files in one folder, are held to as well', async (t) => {
	const run = await newRun();
	await hold(run, ['/data/1.jpg']);
	await t.notThrowsAsync(hold(run, ['/other/1.jpg']));
	await t.throwsAsync(hold(run, ['/data/2.jpg']));
});
