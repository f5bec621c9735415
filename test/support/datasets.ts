/** Drawn data sets, laid out as each kind is on disk. All show the same scene. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExecutionContext } from 'ava';
import sharp from 'sharp';
import type { ObjectMask } from '../../src/data/annotations.js';
import { encodeRuns } from '../../src/data/masks/runs.js';
import { formatRuns } from '../../src/data/masks/runs-text.js';
import { type PngToWrite, writePng } from './png.js';

export const scene = { width: 24, height: 16 };

type Box = readonly [left: number, top: number, right: number, bottom: number];

export const boxes: Record<'first' | 'second' | 'crowd', Box> = {
	first: [2, 3, 8, 10],
	second: [12, 5, 20, 12],
	crowd: [0, 0, 3, 2],
};

/** Row-major mask of a box: 1 inside, its right and bottom edges excluded. */
export function maskOf([left, top, right, bottom]: Box): Uint8Array {
	return Uint8Array.from({ length: scene.width * scene.height }, (_, i) => {
		const [x, y] = [i % scene.width, Math.floor(i / scene.width)];

		return Number(x >= left && x < right && y >= top && y < bottom);
	});
}

/** The scene as a map of numbers. */
export function labelsOf(first: number, second: number, crowd: number, background = 0): Uint8Array {
	const [a, b, c] = [maskOf(boxes.first), maskOf(boxes.second), maskOf(boxes.crowd)];

	return a.map((inside, i) => (inside ? first : b[i] ? second : c[i] ? crowd : background));
}

/** Objects with their masks drawn, to be compared. */
export function drawn(objects: readonly ObjectMask[]): ObjectMask[] {
	return objects.map(({ id, class: className, mask, area }) => ({ id, class: className, mask, area }));
}

/** An empty folder, gone when the test ends. */
export async function temporaryFolder(t: ExecutionContext): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), 'mmc-dataset-'));
	t.teardown(() => rm(folder, { recursive: true }));

	return folder;
}

export async function writePhoto(file: string, { width, height } = scene): Promise<void> {
	await mkdir(path.dirname(file), { recursive: true });
	const pixels = Buffer.from(Array.from({ length: width * height * 3 }, (_, i) => (i * 7) % 256));
	await sharp(pixels, { raw: { width, height, channels: 3 } }).toFile(file);
}

function writeLabels(file: string, samples: Uint8Array, format: Partial<PngToWrite> = {}): Promise<void> {
	return writePng(file, { ...scene, samples, ...format });
}

/** One photo with a polygon, a compressed mask and a crowd of uncompressed runs; one photo with no object. */
export async function writeCoco(
	root: string,
	change: (content: CocoFile) => unknown = () => {},
): Promise<void> {
	const { width, height } = scene;
	const [left, top, right, bottom] = boxes.first;
	const content: CocoFile = {
		images: [
			{ id: 7, width, height, file_name: '000007.jpg' },
			{ id: 8, width, height, file_name: '000008.jpg' },
		],
		categories: [
			{ id: 3, name: 'car' },
			{ id: 18, name: 'dog' },
		],
		annotations: [
			{
				id: 11,
				image_id: 7,
				category_id: 18,
				iscrowd: 0,
				segmentation: [[left, top, right, top, right, bottom, left, bottom]],
			},
			{
				id: 12,
				image_id: 7,
				category_id: 3,
				iscrowd: 0,
				segmentation: {
					size: [height, width],
					counts: formatRuns(encodeRuns(maskOf(boxes.second), width, height)),
				},
			},
			{
				id: 13,
				image_id: 7,
				category_id: 3,
				iscrowd: 1,
				segmentation: {
					size: [height, width],
					counts: [...encodeRuns(maskOf(boxes.crowd), width, height).counts],
				},
			},
		],
	};
	change(content);
	await writePhoto(path.join(root, 'val2017', '000007.jpg'));
	await writePhoto(path.join(root, 'val2017', '000008.jpg'));
	await mkdir(path.join(root, 'annotations'), { recursive: true });
	await writeFile(path.join(root, 'annotations', 'instances_val2017.json'), JSON.stringify(content));
}

export type Segmentation = number[][] | { size: number[]; counts: string | number[] };

export interface CocoFile {
	images: { id: number; width: number; height: number; file_name: string }[];
	categories: { id: number; name: string }[];
	annotations: {
		id: number;
		image_id: number;
		category_id: number;
		iscrowd: number;
		segmentation: Segmentation;
	}[];
}

export async function writeVoc(root: string, year = 'VOC2012'): Promise<void> {
	const base = path.join(root, 'VOCdevkit', year);
	await mkdir(path.join(base, 'ImageSets', 'Segmentation'), { recursive: true });
	await writeFile(path.join(base, 'ImageSets', 'Segmentation', 'val.txt'), '2011_000001\n');
	await writePhoto(path.join(base, 'JPEGImages', '2011_000001.jpg'));
	const indexed = { indexed: true };
	await writeLabels(path.join(base, 'SegmentationObject', '2011_000001.png'), labelsOf(1, 2, 255), indexed);
	await writeLabels(path.join(base, 'SegmentationClass', '2011_000001.png'), labelsOf(12, 7, 255), indexed);
}

/** Sequences of 12 frames, of the kind of one year's annotations. */
export async function writeDavis(root: string, year: '2016' | '2017'): Promise<void> {
	const base = path.join(root, 'DAVIS');
	await mkdir(path.join(base, 'ImageSets', year), { recursive: true });
	await writeFile(path.join(base, 'ImageSets', year, 'val.txt'), 'dog\n');

	for (let frame = 0; frame < 12; frame++) {
		const name = String(frame).padStart(5, '0');
		await writePhoto(path.join(base, 'JPEGImages', '480p', 'dog', `${name}.jpg`));
		const labels = year === '2016' ? labelsOf(255, 0, 0) : labelsOf(1, 2, 0);
		await writeLabels(path.join(base, 'Annotations', '480p', 'dog', `${name}.png`), labels, {
			indexed: year === '2017',
		});
	}
}

/** One photo with a map of numbers, one with a PNG for each object. */
export async function writeFolder(root: string): Promise<void> {
	await writePhoto(path.join(root, 'images', 'map.jpg'));
	await writeLabels(path.join(root, 'masks', 'map.png'), labelsOf(1, 2, 255));
	await writePhoto(path.join(root, 'images', 'objects.png'));
	await writeLabels(path.join(root, 'masks', 'objects', 'left.png'), labelsOf(255, 0, 0));
	await writeLabels(path.join(root, 'masks', 'objects', 'right.png'), labelsOf(0, 1, 0), { depth: 1 });
}

/** The challenge's layout: classes 3 (sky, stuff) and 150 (flag), the rest without a label. */
export async function writeAdeChallenge(root: string): Promise<void> {
	const base = path.join(root, 'ADEChallengeData2016');
	const names: Record<number, string> = { 3: 'sky', 150: 'flag' };
	await writePhoto(path.join(base, 'images', 'validation', 'ADE_val_00000001.jpg'));
	const mask = path.join(base, 'annotations', 'validation', 'ADE_val_00000001.png');
	await writeLabels(mask, labelsOf(3, 150, 0, 0));
	const classes = Array.from(
		{ length: 150 },
		(_, i) => `${i + 1}\t0.1\t1\t1\t${Number(i < 3)}\t${names[i + 1] ?? 'thing'}  `,
	);
	await writeFile(
		path.join(base, 'objectInfo150.txt'),
		['Idx\tRatio\tTrain\tVal\tStuff\tName', ...classes].join('\n'),
	);
}

/** The full release's layout of 2021: two instances of class 2 · 256 + 5, beside pixels without a label. */
export async function writeAdeFull(root: string): Promise<void> {
	const base = path.join(root, 'images', 'ADE', 'validation', 'urban', 'street', 'ADE_val_00000001');
	const instances = labelsOf(40, 90, 0);
	const colours = Array.from(instances).flatMap((blue) => (blue > 0 ? [20, 5, blue] : [0, 0, 0]));
	await writePhoto(`${base}.jpg`);
	await writeLabels(`${base}_seg.png`, Uint8Array.from(colours), { channels: 3 });
	await writeLabels(`${base}_parts_1.png`, Uint8Array.from(colours), { channels: 3 });
	await writeLabels(path.join(base, 'instance_000_ADE_val_00000001.png'), labelsOf(255, 0, 0));
}

/** As {@link writeCoco}, and the panoptic annotation of its first photo: a dog, sky, a crowd, the rest void. */
export async function writeCocoStuff(
	root: string,
	change: (content: PanopticFile) => unknown = () => {},
): Promise<void> {
	await writeCoco(root);
	const segments_info = [
		{ id: 1000, category_id: 18, iscrowd: 0 },
		{ id: 70001, category_id: 187, iscrowd: 0 },
		{ id: 3, category_id: 3, iscrowd: 1 },
	];
	const content: PanopticFile = {
		images: [{ id: 7, ...scene, file_name: '000007.jpg' }],
		categories: [
			{ id: 3, name: 'car', isthing: 1 },
			{ id: 18, name: 'dog', isthing: 1 },
			{ id: 187, name: 'sky', isthing: 0 },
		],
		annotations: [{ image_id: 7, file_name: '000007.png', segments_info }],
	};
	change(content);
	await writeFile(path.join(root, 'annotations', 'panoptic_val2017.json'), JSON.stringify(content));
	const ids = Array.from(labelsOf(0, 1, 2), (place) => [0, 70001, 3][place]!);
	maskOf(boxes.first).forEach((inside, i) => {
		if (inside) ids[i] = 1000;
	});
	const colours = ids.flatMap((id) => [id & 255, (id >> 8) & 255, id >> 16]);
	await writeLabels(
		path.join(root, 'annotations', 'panoptic_val2017', '000007.png'),
		Uint8Array.from(colours),
		{
			channels: 3,
		},
	);
}

export interface PanopticFile {
	images: CocoFile['images'];
	categories: { id: number; name: string; isthing: number }[];
	annotations: {
		image_id: number;
		file_name: string;
		segments_info: { id: number; category_id: number; iscrowd: number }[];
	}[];
}
