import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import sharp from 'sharp';
import { findImages } from '../../src/data/listing/find.js';
import { openRunFolder } from '../../src/run/folder.js';
import { packageRoot } from '../../src/run/package.js';
import { dropDuplicates } from '../../src/training/drop-duplicates.js';
import { folderWith } from '../data/_folder.js';

const fixture = (name: string) => path.join(packageRoot, 'fixtures/photos', name);
const options = { duplicates: 'drop', duplicateDistance: 3, maxPixels: 1e8 } as const;

test('the first of nearly equal photos stays, the rest is listed; a resumed run reads the list', async (t) => {
	const folder = folderWith(t, { 'c-broken.jpg': 'no photo', 'd-broken.jpg': 'no photo' });
	const at = (name: string) => path.join(folder, name);
	cpSync(fixture('owl.jpg'), at('a.jpg'));
	await sharp(fixture('owl.jpg')).resize(90).toFile(at('b.png'));
	cpSync(fixture('panda.jpg'), at('e.jpg'));
	cpSync(fixture('panda.jpg'), at('f.jpg'));
	const images = await findImages(folder);
	const run = openRunFolder(path.join(mkdtempSync(path.join(tmpdir(), 'drop-duplicates-')), 'run'));

	t.is(await dropDuplicates(run, images, { ...options, duplicates: 'keep' }), images);
	const kept = await dropDuplicates(run, images, options);
	const names = Array.from(kept, ({ path: file }) => path.basename(file));
	t.deepEqual(names, ['a.jpg', 'c-broken.jpg', 'd-broken.jpg', 'e.jpg']);
	const listed = JSON.parse(readFileSync(run.path('duplicates.json'), 'utf8'));
	t.like(listed[0], { place: 1, path: at('b.png'), of: at('a.jpg') });
	t.deepEqual(listed[1], { place: 5, path: at('f.jpg'), of: at('e.jpg'), distance: 0 });

	rmSync(at('a.jpg'));
	t.deepEqual([...(await dropDuplicates(run, images, options))], [...kept]);
});

test('a search that is aborted ends with the reason, and leaves no list behind', async (t) => {
	const images = await findImages(path.join(packageRoot, 'fixtures/photos'));
	const run = openRunFolder(path.join(mkdtempSync(path.join(tmpdir(), 'drop-duplicates-')), 'run'));
	const controller = new AbortController();
	setImmediate(() => controller.abort(new Error('aborted')));
	const aborted = dropDuplicates(run, images, { ...options, signal: controller.signal });
	await t.throwsAsync(aborted, { message: 'aborted' });
	t.false(existsSync(run.path('duplicates.json')));
});
