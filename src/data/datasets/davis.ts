import path from 'node:path';
import { readLabels } from '../decoding/label-png.js';
import { type LabelRole, objectsOfLabels } from './labels.js';
import {
	checkFiles,
	checkNames,
	chooseSplit,
	DatasetError,
	findBase,
	listFolder,
	listFolders,
	readLines,
} from './layout.js';
import { type Annotation, type Dataset, numberRecords } from './record.js';

/** Step between evaluated frames, since neighbours are nearly the same photo. */
const FRAME_STEP = 10;

export interface DavisFrame {
	/** File name of the frame, without its extension. */
	readonly name: string;
	readonly photo: string;
	readonly mask: string;
}

export interface DavisSequence {
	readonly name: string;
	/** All frames, in order. */
	readonly frames: readonly DavisFrame[];
}

export interface DavisSequences {
	/** Path of the list in `ImageSets` without its extension, such as `2016/val`. */
	readonly split: string;
	readonly sequences: readonly DavisSequence[];
}

/**
 * Opens every tenth frame (0, 10, 20 …) of each sequence of a DAVIS split. An object's class is its sequence. In
 * DAVIS 2016 (`2016/…`, `480p/…`) a frame has one object; in 2017 one for each number of its mask.
 *
 * @throws {DatasetError} naming the file and the remedy, when a folder, a list or a frame is missing
 */
export async function openDavis(root: string, wanted?: string): Promise<Dataset> {
	const { split, sequences } = await readDavisSequences(root, wanted);
	const records = sequences.flatMap(({ name: sequence, frames }) =>
		frames
			.filter((_, i) => i % FRAME_STEP === 0)
			.map(({ name, photo, mask }) => ({
				path: photo,
				name: `${sequence}/${name}`,
				readAnnotation: () => readDavisMasks(mask, sequence, split),
			})),
	);
	await checkFiles(
		records.map((record) => record.path),
		`photos of \`${root}\``,
	);

	return { name: `davis ${split}`, split, records: numberRecords(records) };
}

/**
 * Reads the sequences of a DAVIS split with all their frames.
 *
 * @throws {DatasetError} as {@link openDavis}
 */
export async function readDavisSequences(root: string, wanted?: string): Promise<DavisSequences> {
	const base = findBase(root, ['DAVIS', '.'], 'Annotations', 'DAVIS 2016 or 2017');
	const lists = path.join(base, 'ImageSets');
	const split = chooseSplit(wanted, await listSplits(lists), path.join(lists, '<year>', '<split>.txt'));
	const list = path.join(lists, `${split}.txt`);
	const names = new Set((await readLines(list)).map(sequenceOfLine));
	checkNames(names, list);
	const sequences: DavisSequence[] = [];
	for (const name of names) sequences.push({ name, frames: await listFrames(base, name) });

	return { split, sequences };
}

async function listSplits(lists: string): Promise<string[]> {
	const splits: string[] = [];

	for (const year of await listFolders(lists)) {
		const files = await listFolder(path.join(lists, year));
		for (const file of files) if (file.endsWith('.txt')) splits.push(`${year}/${path.parse(file).name}`);
	}

	return splits;
}

/**
 * Sequence named by a line: DAVIS 2017 lists sequences, the first release each frame,
 * `/JPEGImages/480p/bear/00000.jpg …`.
 */
function sequenceOfLine(line: string): string {
	return line.includes('/') ? line.split(/\s+/)[0]!.split('/').at(-2)! : line;
}

async function listFrames(base: string, sequence: string): Promise<DavisFrame[]> {
	const folder = path.join(base, 'Annotations', '480p', sequence);
	const masks = (await listFolder(folder)).filter((file) => file.endsWith('.png'));

	if (masks.length === 0) {
		throw new DatasetError(
			`There are no masks in \`${folder}\`: get the 480p annotations of \`${sequence}\``,
		);
	}

	return masks.map((file) => {
		const { name } = path.parse(file);

		return {
			name,
			photo: path.join(base, 'JPEGImages', '480p', sequence, `${name}.jpg`),
			mask: path.join(folder, file),
		};
	});
}

/** Reads the objects of a frame: one for each number in splits of 2017, one in all in earlier splits. */
export function readDavisMasks(source: string, sequence: string, split: string): Promise<Annotation> {
	return split.startsWith('2017') ? readObjects(source, sequence) : readSingle(source, sequence);
}

async function readSingle(source: string, sequence: string): Promise<Annotation> {
	const { width, height, samples, indexed } = await readLabels(source);
	// The 2017 release also numbers the objects of the 2016 sequences; together they are the one object.
	const least = indexed ? 1 : 128;
	const whole = samples.map((sample) => Number(sample >= least));

	return { width, height, source, ...objectsOfLabels(whole, roleOf, () => sequence) };
}

async function readObjects(source: string, sequence: string): Promise<Annotation> {
	const { width, height, samples } = await readLabels(source);

	return { width, height, source, ...objectsOfLabels(samples, roleOf, () => sequence) };
}

function roleOf(label: number): LabelRole {
	return label === 0 ? 'background' : 'object';
}
