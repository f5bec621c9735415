import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { polygonRuns } from '../polygon.js';
import { paintRuns, type Runs, toRuns } from '../runs.js';
import { parseRuns } from '../runs-text.js';
import { checkFiles, checkRoot, chooseSplit, DatasetError, listFolder } from './layout.js';
import { type Annotation, type Dataset, numberRecords, objectOfMask } from './record.js';

const segmentation = z.union([
	z.array(z.array(z.number())),
	z.object({
		size: z.tuple([z.number().int().positive(), z.number().int().positive()]),
		counts: z.union([z.string(), z.array(z.number())]),
	}),
]);

const instances = z.object({
	images: z.array(
		z.object({
			id: z.number(),
			width: z.number().int().positive(),
			height: z.number().int().positive(),
			file_name: z.string(),
		}),
	),
	annotations: z.array(
		z.object({
			id: z.number(),
			image_id: z.number(),
			category_id: z.number(),
			iscrowd: z.union([z.literal(0), z.literal(1)]).default(0),
			segmentation,
		}),
	),
	categories: z.array(z.object({ id: z.number(), name: z.string() })),
});

type Instances = z.output<typeof instances>;
type CocoPhoto = Instances['images'][number];
type CocoAnnotation = Instances['annotations'][number];

/**
 * COCO's own layout: `annotations/instances_<split>.json` and the photos in `<split>/`. The photos that have
 * an object which is not a crowd are the records, in the file's order; their crowd regions are ignored pixels.
 *
 * @throws {DatasetError} naming the file and the remedy, when the layout, the file or a category is wrong
 */
export async function openCoco(root: string, wanted?: string): Promise<Dataset> {
	checkRoot(root);
	const folder = path.join(root, 'annotations');
	const splits = (await listFolder(folder)).flatMap((file) => /^instances_(.+)\.json$/.exec(file)?.[1] ?? []);
	const split = chooseSplit(wanted, splits, path.join(folder, 'instances_<split>.json'));
	const file = path.join(folder, `instances_${split}.json`);
	const { images, annotations, categories } = await readInstances(file);
	const names = new Map(categories.map(({ id, name }) => [id, name]));
	const byPhoto = groupByPhoto(annotations);
	checkCategories(annotations, names, file);

	const photos = images.filter(({ id }) => byPhoto.get(id)?.some(({ iscrowd }) => iscrowd === 0));
	const pathOf = (photo: CocoPhoto) => path.join(root, split, photo.file_name);
	await checkFiles(photos.map(pathOf), `photos of \`${file}\``);

	const records = photos.map((photo) => ({
		path: pathOf(photo),
		name: photo.file_name,
		readAnnotation: async () => readAnnotation(photo, byPhoto.get(photo.id)!, names, file),
	}));

	return { name: `coco ${split}`, split, records: numberRecords(records) };
}

async function readInstances(file: string): Promise<Instances> {
	let content: unknown;

	try {
		content = JSON.parse(await readFile(file, 'utf8'));
	} catch (cause) {
		throw new DatasetError(
			`Can't read \`${file}\` as JSON, it may be cut off (${(cause as Error).message}): get it again`,
			{ cause },
		);
	}

	const result = instances.safeParse(content);
	if (result.success) return result.data;
	const { path: place, message } = result.error.issues[0]!;

	throw new DatasetError(
		`\`${file}\` is not in COCO's instances format: \`${place.join('.')}\`: ${message}. Give the file that lists ` +
			'images, categories and annotations with segmentations',
		{ cause: result.error },
	);
}

function groupByPhoto(annotations: readonly CocoAnnotation[]): Map<number, CocoAnnotation[]> {
	const groups = new Map<number, CocoAnnotation[]>();

	for (const annotation of annotations) {
		const group = groups.get(annotation.image_id);
		if (group) group.push(annotation);
		else groups.set(annotation.image_id, [annotation]);
	}

	return groups;
}

function checkCategories(
	annotations: readonly CocoAnnotation[],
	names: ReadonlyMap<number, string>,
	file: string,
) {
	const wrong = annotations.find(({ category_id }) => !names.has(category_id));
	if (!wrong) return;

	throw new DatasetError(
		`Annotation \`${wrong.id}\` of \`${file}\` is of the unknown category \`${wrong.category_id}\`: add it to the ` +
			"file's `categories`",
	);
}

function readAnnotation(
	{ width, height }: CocoPhoto,
	annotations: readonly CocoAnnotation[],
	names: ReadonlyMap<number, string>,
	source: string,
): Annotation {
	const crowd = annotations.filter(({ iscrowd }) => iscrowd === 1);
	const objects = annotations
		.filter(({ iscrowd }) => iscrowd === 0)
		.map((annotation) => {
			const mask = new Uint8Array(width * height);
			paintAnnotation(mask, annotation, width, height, source);

			return objectOfMask(String(annotation.id), names.get(annotation.category_id)!, mask);
		})
		// A polygon may be too thin to hold the middle of a single pixel: there is nothing to point at.
		.filter(({ area }) => area > 0);
	if (crowd.length === 0) return { width, height, objects, source };

	const ignored = new Uint8Array(width * height);
	for (const annotation of crowd) paintAnnotation(ignored, annotation, width, height, source);

	return { width, height, objects, ignored, source };
}

function paintAnnotation(
	mask: Uint8Array,
	{ id, segmentation: shape }: CocoAnnotation,
	width: number,
	height: number,
	source: string,
): void {
	try {
		for (const runs of runsOfSegmentation(shape, width, height)) paintRuns(mask, runs);
	} catch (cause) {
		throw new DatasetError(
			`The mask of annotation \`${id}\` in \`${source}\` is damaged: ${(cause as Error).message}. Get the file ` +
				'again, or take out the annotation',
			{ cause },
		);
	}
}

/** The parts of one object, to be united. */
function runsOfSegmentation(shape: z.output<typeof segmentation>, width: number, height: number): Runs[] {
	if (Array.isArray(shape)) return shape.map((xy) => polygonRuns(xy, width, height));
	const [rows, columns] = shape.size;

	if (rows !== height || columns !== width) {
		throw new RangeError(`it is of ${columns} × ${rows} pixels, its photo of ${width} × ${height}`);
	}

	const { counts } = shape;

	return [typeof counts === 'string' ? parseRuns(counts, width, height) : toRuns(counts, width, height)];
}
