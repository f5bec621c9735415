import path from 'node:path';
import { z } from 'zod';
import { listEntries } from '../../files/folder-entries.js';
import { findRepeats } from '../../files/real-paths.js';
import type { Source } from '../../flow/source.js';
import type { ImageFile } from '../items.js';
import { findFiles } from './find.js';

const layout = 'a folder of photos for each class';

/** Options of labelled photos: two folders, `train` and `test`, with one folder a class in each. */
export const classFolderOptions = z.strictObject({
	train: z.string().min(1).describe(`${layout}, to train on`),
	test: z.string().min(1).describe(`${layout}, of the same classes, to classify`),
});

/** Parsed `classFolderOptions`. */
export type ClassFolderOptions = z.output<typeof classFolderOptions>;

/** A photo with its class. */
export interface LabelledFile extends ImageFile {
	/** Class: the name of the photo's folder. */
	readonly label: string;
	readonly role: 'train' | 'test';
}

/** Source of the training photos, by class and name, then of the test photos. */
export function labelledFiles({ train, test }: ClassFolderOptions): Source<LabelledFile> {
	return {
		name: 'labelled-files',
		types: 'LabelledFile',
		async *open() {
			const known = await readClassFolders(train, 'train');
			const asked = await readClassFolders(test, 'test');
			checkClasses(known, asked, test);
			yield* known;
			yield* asked;
		},
	};
}

/** @throws {Error} naming the folder, when it holds no folders, or one of them no photo */
async function readClassFolders(root: string, role: LabelledFile['role']): Promise<LabelledFile[]> {
	const entries = await listEntries(root).catch((cause: Error) => {
		throw new Error(`\`data.${role}\` \`${root}\` can't be read (${cause.message}): give ${layout}`, {
			cause,
		});
	});
	const classes = entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
	if (classes.length === 0) {
		throw new Error(`\`data.${role}\` \`${root}\` holds no folders: give ${layout}`);
	}

	const files: LabelledFile[] = [];
	for (const label of classes) {
		for (const file of await findFiles(path.join(root, label))) {
			files.push({ path: file, epoch: 0, label, role });
		}
	}
	await checkOnce(files);
	return files;
}

async function checkOnce(files: readonly LabelledFile[]): Promise<void> {
	const [repeat] = await findRepeats(files.map((file) => file.path));
	if (repeat === undefined) return;

	const [one, other] = [files[repeat.earlier]!, files[repeat.place]!];
	throw new Error(
		`\`${one.path}\` and \`${other.path}\` are one photo, in two classes: take one of them out`,
	);
}

function checkClasses(train: readonly LabelledFile[], test: readonly LabelledFile[], root: string): void {
	const known = new Set(train.map(({ label }) => label));
	const unknown = test.find(({ label }) => !known.has(label));
	if (!unknown) return;

	throw new Error(
		`\`${path.join(root, unknown.label)}\` is a class that \`data.train\` has no folder of: name both alike`,
	);
}
