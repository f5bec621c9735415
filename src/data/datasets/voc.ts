import { existsSync } from 'node:fs';
import path from 'node:path';
import { readLabels } from '../decoding/label-png.js';
import { type LabelRole, objectsOfLabels } from './labels.js';
import {
	checkFiles,
	checkNames,
	checkRoot,
	chooseSplit,
	DatasetError,
	listFolder,
	readLines,
} from './layout.js';
import { type Annotation, type Dataset, numberRecords } from './record.js';

const VOID = 255;

/** Names of the classes 1, 2 … of SegmentationClass. */
const CLASSES =
	'aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person pottedplant sheep sofa train tvmonitor'.split(
		' ',
	);

/**
 * Opens PASCAL VOC's own layout: `VOCdevkit/VOC2012` (or another year) with `ImageSets/Segmentation/<split>.txt`,
 * `JPEGImages`, `SegmentationObject` and `SegmentationClass`. An object is a number of SegmentationObject, with the
 * class of most of its pixels in SegmentationClass; void (255) pixels are ignored.
 *
 * @throws {DatasetError} naming the file and the remedy, when a folder, a list or a photo is missing
 */
export async function openVoc(root: string, wanted?: string): Promise<Dataset> {
	const base = await findYear(root);
	const lists = path.join(base, 'ImageSets', 'Segmentation');
	const splits = (await listFolder(lists)).flatMap((file) => /^(.+)\.txt$/.exec(file)?.[1] ?? []);
	const split = chooseSplit(wanted, splits, path.join(lists, '<split>.txt'));
	const list = path.join(lists, `${split}.txt`);
	// A name listed twice counts once.
	const names = [...new Set(await readLines(list))];
	checkNames(names, list);

	const records = names.map((name) => ({
		path: path.join(base, 'JPEGImages', `${name}.jpg`),
		name: `${name}.jpg`,
		readAnnotation: () => readAnnotation(base, name),
	}));
	await checkFiles(
		records.map((record) => record.path),
		`photos of \`${list}\``,
	);

	return { name: `${path.basename(path.resolve(base))} ${split}`, split, records: numberRecords(records) };
}

/** Finds the folder of one year: the root itself, or the only one below it. */
async function findYear(root: string): Promise<string> {
	checkRoot(root);
	const marker = path.join('ImageSets', 'Segmentation');
	const folders = [root, path.join(root, 'VOCdevkit')];
	const below = await Promise.all(
		folders.map(async (folder) => (await listFolder(folder)).map((entry) => path.join(folder, entry))),
	);
	const years = [root, ...below.flat()].filter((folder) => existsSync(path.join(folder, marker)));
	if (years.length === 1) return years[0]!;
	const listed = years.map((year) => `\`${year}\``).join(', ');

	throw new DatasetError(
		years.length === 0
			? `\`dataset.root\` \`${root}\` holds no \`VOCdevkit/VOC<year>/${marker}\`: set it to the folder of \`VOCdevkit\``
			: `\`dataset.root\` \`${root}\` holds several years: set it to one of ${listed}`,
	);
}

async function readAnnotation(base: string, name: string): Promise<Annotation> {
	const source = path.join(base, 'SegmentationObject', `${name}.png`);
	const classSource = path.join(base, 'SegmentationClass', `${name}.png`);
	const [objects, classes] = await Promise.all([readLabels(source), readLabels(classSource)]);
	const { width, height } = objects;

	if (classes.width !== width || classes.height !== height) {
		throw new DatasetError(
			`\`${classSource}\` is of ${classes.width} × ${classes.height} pixels, but \`${source}\` of ${width} × ` +
				`${height}: get both again`,
		);
	}

	const classOf = (label: number) => classOfObject(label, objects.samples, classes.samples, classSource);

	return { width, height, source, ...objectsOfLabels(objects.samples, roleOf, classOf) };
}

function roleOf(label: number): LabelRole {
	if (label === VOID) return 'ignored';

	return label === 0 ? 'background' : 'object';
}

function classOfObject(label: number, objects: Uint8Array, classes: Uint8Array, source: string): string {
	const votes = new Uint32Array(256);
	for (let i = 0; i < objects.length; i++) if (objects[i] === label) votes[classes[i]!]!++;
	const winner = votes.indexOf(Math.max(...votes));
	const className = CLASSES[winner - 1];
	if (className) return className;

	throw new DatasetError(
		`Object \`${label}\` has the unknown class \`${winner}\` in \`${source}\`, where 1 to ${CLASSES.length} are known: ` +
			'get the file again',
	);
}
