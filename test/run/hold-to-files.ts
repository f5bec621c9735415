import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { openRunFolder } from '../../src/run/folder.js';
import { holdToFiles } from '../../src/run/hold-to-files.js';

const newRun = async () => openRunFolder(await mkdtemp(path.join(tmpdir(), 'hold-to-files-')));
const photos = ['/data/photos/a/1.jpg', '/data/photos/a/2.jpg', '/data/photos/b/1.jpg'];

test('a run goes on with the files it began with, also where their folder has moved', async (t) => {
	const run = await newRun();
	t.is(await holdToFiles(run, photos), photos);
	await t.notThrowsAsync(holdToFiles(run, photos));
	await t.notThrowsAsync(
		holdToFiles(
			run,
			photos.map((file) => file.replace('/data', '/scratch/job-7')),
		),
	);
	await t.notThrowsAsync(
		holdToFiles(
			run,
			photos.map((file) => path.relative(process.cwd(), file)),
		),
	);
});

test('one file more, less, renamed or in another place is refused', async (t) => {
	const run = await newRun();
	await holdToFiles(run, photos);
	for (const changed of [
		[...photos, '/data/photos/b/2.jpg'],
		photos.slice(1),
		['/data/photos/a/0.jpg', ...photos.slice(1)],
		[...photos].reverse(),
	]) {
		await t.throwsAsync(holdToFiles(run, changed), { message: /This run began with 3 files; now there are/ });
	}
});

test('one file alone, or files in one folder, are held to as well', async (t) => {
	const run = await newRun();
	await holdToFiles(run, ['/data/1.jpg']);
	await t.notThrowsAsync(holdToFiles(run, ['/other/1.jpg']));
	await t.throwsAsync(holdToFiles(run, ['/data/2.jpg']));
});
