/** A clean data set, one that systems have littered and one made of links must be the same to every reader. */
import { copyFile, cp, mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readDavisSequences } from '../../src/data/datasets/davis.js';
import { type DatasetOptions, openDataset } from '../../src/data/datasets/open.js';
import { labelledFiles } from '../../src/data/listing/class-folders.js';
import { findFiles, findImages } from '../../src/data/listing/find.js';
import { from } from '../../src/flow/flow.js';
import { toArray } from '../../src/flow/sink.js';
import {
	drawn,
	temporaryFolder,
	writeAdeChallenge,
	writeAdeFull,
	writeCocoStuff,
	writeDavis,
	writeFolder,
	writePhoto,
	writeVoc,
} from '../support/datasets.js';
import { packTar } from './listing/_tar.js';

const annotated = (options: Omit<DatasetOptions, 'root'>) => async (root: string) =>
	Promise.all(
		(await openDataset({ ...options, root })).records.map(
			async ({ readAnnotation, path: file, claimed: _, ...record }) => {
				const { source, objects, ...annotation } = await readAnnotation();
				return {
					...record,
					file: path.relative(root, file),
					source: path.relative(root, source),
					objects: drawn(objects),
					annotation,
				};
			},
		),
	);

const found = (find: (root: string) => Promise<string[]>) => async (root: string) =>
	(await find(root)).map((file) => path.relative(root, file));

async function writeClasses(root: string): Promise<void> {
	for (const file of ['train/cat/a.png', 'train/dog/b.png', 'test/cat/c.png', 'test/dog/deep/d.png']) {
		await writePhoto(path.join(root, file));
	}
}

const readers: Record<
	string,
	{ readonly write: (root: string) => Promise<void>; readonly read: (root: string) => Promise<unknown[]> }
> = {
	'a folder of photos': { write: writeClasses, read: found(findFiles) },
	'a glob': { write: writeClasses, read: found((root) => findFiles(`${root}/**/*.png`)) },
	'class folders': {
		write: writeClasses,
		read: async (root) => {
			const source = labelledFiles({ train: path.join(root, 'train'), test: path.join(root, 'test') });
			const files = await from(source).into(toArray()).run();
			return files.map(({ path: file, ...rest }) => ({ ...rest, file: path.relative(root, file) }));
		},
	},
	COCO: { write: writeCocoStuff, read: annotated({ kind: 'coco' }) },
	'COCO stuff': { write: writeCocoStuff, read: annotated({ kind: 'coco', regions: 'stuff' }) },
	VOC: { write: writeVoc, read: annotated({ kind: 'voc' }) },
	'ADE20K, challenge': { write: writeAdeChallenge, read: annotated({ kind: 'ade20k' }) },
	'ADE20K, full': { write: writeAdeFull, read: annotated({ kind: 'ade20k' }) },
	'DAVIS 2017': { write: (root) => writeDavis(root, '2017'), read: annotated({ kind: 'davis' }) },
	'frames of DAVIS': {
		write: (root) => writeDavis(root, '2016'),
		read: async (root) =>
			(await readDavisSequences(root)).sequences.flatMap(({ frames }) => frames.map(({ name }) => name)),
	},
	'a folder of masks': { write: writeFolder, read: annotated({ kind: 'folder' }) },
};

for (const [name, { write, read }] of Object.entries(readers)) {
	test(`${name}: litter and links change nothing`, async (t) => {
		const root = path.join(await temporaryFolder(t), 'clean');
		await write(root);
		const clean = await read(root);
		t.true(clean.length > 0);

		const littered = path.join(path.dirname(root), 'littered');
		await cp(root, littered, { recursive: true });
		await addLitter(littered);
		t.deepEqual(await read(littered), clean);

		const linked = path.join(path.dirname(root), 'linked');
		await cp(root, linked, { recursive: true });
		await linkLeaves(linked, await temporaryFolder(t));
		t.deepEqual(await read(linked), clean);
	});
}

test('an archive: litter changes nothing', async (t) => {
	const photo = (name: string) => ({ name, content: 'photo' });
	const clean = await namesIn(t, ['a/1.jpg', 'b/2.jpg'].map(photo));
	const litter = [
		'a/._1.jpg',
		'a/.ipynb_checkpoints/1-checkpoint.jpg',
		'__MACOSX/a/1.jpg',
		'./@eaDir/1.jpg/S.jpg',
	];
	t.deepEqual(await namesIn(t, ['a/1.jpg', ...litter, 'b/2.jpg'].map(photo)), clean);
	t.deepEqual(clean, ['a/1.jpg', 'b/2.jpg']);
});

test('a folder of photos may itself lie in a hidden one', async (t) => {
	const root = path.join(await temporaryFolder(t), '.cache', 'photos');
	await writeClasses(root);
	t.is((await findFiles(root)).length, 4);
});

async function namesIn(t: ExecutionContext, entries: { name: string; content: string }[]): Promise<string[]> {
	const shard = path.join(await temporaryFolder(t), 's.tar');
	await writeFile(shard, packTar(entries));
	return Array.from(await findImages(shard), (image) => path.relative(shard, image.path));
}

/** Leaves in every folder what Finder, Explorer, Jupyter, a NAS and archives leave there. */
async function addLitter(folder: string): Promise<void> {
	for (const entry of await readdir(folder, { withFileTypes: true })) {
		const at = path.join(folder, entry.name);
		await writeFile(path.join(folder, `._${entry.name}`), 'resource fork');
		if (entry.isDirectory()) {
			await addLitter(at);
			continue;
		}

		const { name, ext } = path.parse(entry.name);
		for (const [place, copy] of [
			['.ipynb_checkpoints', `${name}-checkpoint${ext}`],
			['__MACOSX', entry.name],
			['@eaDir', entry.name],
		] as const) {
			await mkdir(path.join(folder, place), { recursive: true });
			await copyFile(at, path.join(folder, place, copy));
		}
	}

	for (const file of ['.DS_Store', 'Thumbs.db', 'desktop.ini'])
		await writeFile(path.join(folder, file), 'litter');
}

/** Moves every folder without folders into `store`, and leaves a link in its place. */
async function linkLeaves(folder: string, store: string): Promise<void> {
	for (const entry of await readdir(folder, { withFileTypes: true })) {
		if (!entry.isDirectory()) continue;
		const at = path.join(folder, entry.name);
		await linkLeaves(at, store);
		const inside = await readdir(at, { withFileTypes: true });
		if (inside.some((each) => each.isDirectory() || each.isSymbolicLink())) continue;
		const moved = path.join(store, String((await readdir(store)).length));
		await rename(at, moved);
		await symlink(moved, at);
	}
}
