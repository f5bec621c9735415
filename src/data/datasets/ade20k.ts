import { existsSync } from 'node:fs';
import path from 'node:path';
import { readLabels, readPng } from '../decoding/label-png.js';
import { walk } from '../listing/walk.js';
import { type LabelRole, objectsOfLabels } from './labels.js';
import {
	checkFiles,
	chooseSplit,
	DatasetError,
	findBase,
	listFolder,
	listFolders,
	readLines,
} from './layout.js';
import { type Annotation, type Dataset, numberRecords, type Regions } from './record.js';

/** List of the challenge's 150 classes, with their names and whether they are stuff. */
const CLASS_LIST = 'objectInfo150.txt';
const FULL_MASK = '_seg.png';

interface AdeClass {
	readonly name: string;
	readonly isStuff: boolean;
}

interface MaskedPhoto {
	readonly path: string;
	readonly readAnnotation: () => Promise<Annotation>;
}

/**
 * Opens ADE20K in either layout: the scene parsing challenge (`ADEChallengeData2016/{images,annotations}/<split>`),
 * where an object is everything of one of 150 classes in a photo, or the full release (`images/<split>/…/NAME.jpg`
 * beside `NAME_seg.png`), where it is one instance with its class as a number. Pixels without a class are ignored.
 *
 * @param regions whether only the challenge's things, or only its stuff, are objects; the others are background
 * @throws {DatasetError} naming the file and the remedy, when a folder or a photo is missing
 */
export async function openAde20k(root: string, wanted?: string, regions?: Regions): Promise<Dataset> {
	const base = findBase(root, ['ADEChallengeData2016', '.'], 'images', 'ADE20K');
	const isChallenge = existsSync(path.join(base, 'annotations'));
	// The full release of 2021 has one more folder than that of 2016.
	const full = ['images/ADE', 'images'].find((folder) => existsSync(path.join(base, folder)))!;
	const masks = path.join(base, isChallenge ? 'annotations' : full);
	const split = chooseSplit(wanted, await listFolders(masks), path.join(masks, '<split>'));
	if (!isChallenge && regions) throw noRegions(base);
	const photos = await (isChallenge
		? listChallenge(base, split, regions)
		: listFull(path.join(masks, split)));
	const place = path.join(masks, split);
	if (photos.length === 0) throw new DatasetError(`There are no masks in \`${place}\`: get the annotations`);
	await checkFiles(
		photos.map((photo) => photo.path),
		`photos of \`${place}\``,
	);

	const records = photos.map((photo) => ({ ...photo, name: path.basename(photo.path) }));

	return { name: `ade20k ${split}`, split, records: numberRecords(records) };
}

function noRegions(base: string): DatasetError {
	return new DatasetError(
		`The full release of ADE20K in \`${base}\` does not say what is stuff: leave out \`dataset.regions\`, or use ` +
			"the challenge's release",
	);
}

async function listChallenge(base: string, split: string, regions?: Regions): Promise<MaskedPhoto[]> {
	const masks = path.join(base, 'annotations', split);
	const files = (await listFolder(masks)).filter((file) => file.endsWith('.png'));
	const classes = await readClasses(path.join(base, CLASS_LIST), regions);
	const classOf = (label: number) => classes[label - 1]?.name ?? String(label);
	const roleOf = (label: number) => roleOfClass(label, classes, regions);

	return files.map((file) => ({
		path: path.join(base, 'images', split, `${path.parse(file).name}.jpg`),
		readAnnotation: async () => {
			const source = path.join(masks, file);
			const { width, height, samples } = await readLabels(source);

			return { width, height, source, ...objectsOfLabels(samples, roleOf, classOf) };
		},
	}));
}

function roleOfClass(label: number, classes: readonly AdeClass[], regions?: Regions): LabelRole {
	if (label === 0 || label === 255) return 'ignored';
	if (regions === undefined) return 'object';

	return classes[label - 1]?.isStuff === (regions === 'stuff') ? 'object' : 'background';
}

/** Reads lines such as `1  0.1576  11664  1172  1  wall`, separated by tabs, below a heading. */
async function readClasses(file: string, regions?: Regions): Promise<AdeClass[]> {
	// Without the list, classes go by their numbers; but only the list tells stuff from things.
	if (!regions && !existsSync(file)) return [];
	const lines = (await readLines(file)).slice(1).map((line) => line.split('\t'));

	return lines.map((columns) => ({ name: columns.at(-1)!.trim(), isStuff: columns.at(-2)?.trim() === '1' }));
}

async function listFull(folder: string): Promise<MaskedPhoto[]> {
	const masks: string[] = [];
	await walk(folder, (file) => {
		if (file.endsWith(FULL_MASK)) masks.push(file);
	});

	return masks.map((source) => ({
		path: source.replace(FULL_MASK, '.jpg'),
		readAnnotation: () => readFull(source),
	}));
}

/**
 * Reads a mask of the full release. Red and green hold the class, ⌊red / 10⌋ · 256 + green, and blue distinguishes
 * instances. Together they make the number class · 256 + blue.
 */
async function readFull(source: string): Promise<Annotation> {
	const { width, height, channels, samples } = await readPng(source);

	if (channels !== 3) {
		throw new DatasetError(`The mask \`${source}\` has ${channels} channels instead of 3: get it again`);
	}

	const labels = Uint32Array.from({ length: width * height }, (_, pixel) => {
		const [red, green, blue] = [samples[3 * pixel]!, samples[3 * pixel + 1]!, samples[3 * pixel + 2]!];

		return (Math.floor(red / 10) * 256 + green) * 256 + blue;
	});

	return { width, height, source, ...objectsOfLabels(labels, roleOfInstance, (label) => String(label >> 8)) };
}

function roleOfInstance(label: number): LabelRole {
	return label < 256 ? 'ignored' : 'object';
}
