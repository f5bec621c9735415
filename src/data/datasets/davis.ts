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

/** Number of pixels of no object in the masks of 2017. */
const VOID = 255;

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

/** Lists the frames of a sequence by its photos, each of which must have a mask. */
async function listFrames(base: string, sequence: string): Promise<DavisFrame[]> {
	const [photos, masks] = ['JPEGImages', 'Annotations'].map((kind) =>
		path.join(base, kind, '480p', sequence),
	);
	const names = async (folder: string, ending: string) =>
		(await listFolder(folder)).filter((file) => file.endsWith(ending)).map((file) => path.parse(file).name);
	const [framed, masked] = [await names(photos!, '.jpg'), new Set(await names(masks!, '.png'))];

	if (masked.size === 0) {
		throw new DatasetError(`There are no masks in \`${masks}\`: get the 480p annotations of \`${sequence}\``);
	}

	const withoutMask = framed.filter((name) => !masked.has(name));
	if (withoutMask.length > 0) {
		throw new DatasetError(
			`${withoutMask.length} of ${framed.length} frames of \`${sequence}\` have no mask in \`${masks}\`, the first is ` +
				`\`${withoutMask[0]}\`: get the 480p annotations of a split that is annotated whole, as \`val\` is and ` +
				'`test-dev` is not',
		);
	}

	// A mask without a photo is listed too: the photo is then missed by name.
	return [...new Set([...framed, ...masked])].sort().map((name) => ({
		name,
		photo: path.join(photos!, `${name}.jpg`),
		mask: path.join(masks!, `${name}.png`),
	}));
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

	return { width, height, source, ...objectsOfLabels(samples, roleOfObject, () => sequence) };
}

function roleOf(label: number): LabelRole {
	return label === 0 ? 'background' : 'object';
}

/** Takes 255 of 2017 for void, which davis2017-evaluation makes background: in `track` what is ignored counts so. */
function roleOfObject(label: number): LabelRole {
	return label === VOID ? 'ignored' : roleOf(label);
}
