import path from 'node:path';
import { z } from 'zod';
import { polygonRuns } from '../masks/polygon.js';
import { areaOfRuns, decodeRuns, type Runs, toRuns } from '../masks/runs.js';
import { parseRuns } from '../masks/runs-text.js';
import { uniteRuns } from '../masks/unite-runs.js';
import { type CocoImage, cocoFlag, cocoImages, indexImages, readCocoFile } from './coco-file.js';
import { checkFiles, DatasetError } from './layout.js';
import { MaskDrawing } from './mask-drawing.js';
import { type Annotation, type Dataset, numberRecords } from './record.js';
import { follow, indexBy } from './references.js';

const segmentation = z.union(
	[
		z.array(z.array(z.number())),
		z.object({
			size: z.tuple([z.number().int().positive(), z.number().int().positive()]),
			counts: z.union([z.string(), z.array(z.number())]),
		}),
	],
	{ error: 'must be polygons `[[x, y, …], …]` of finite numbers, or run lengths `{ size, counts }`' },
);

const instances = z.object({
	images: cocoImages,
	annotations: z.array(
		z.object({
			id: z.number(),
			image_id: z.number(),
			category_id: z.number(),
			iscrowd: cocoFlag.default(0),
			segmentation,
		}),
	),
	categories: z.array(z.object({ id: z.number(), name: z.string() })),
});

type CocoAnnotation = z.output<typeof instances>['annotations'][number];

/**
 * Opens COCO's own layout: `annotations/instances_<split>.json` and the photos in `<split>/`. The records are the
 * photos with an object that is not a crowd, in the file's order; crowd regions are ignored pixels.
 *
 * @throws {DatasetError} naming the file and the remedy, when the layout, the file or a category is wrong
 */
export async function openCoco(root: string, wanted?: string): Promise<Dataset> {
	const { split, file, content } = await readCocoFile(root, 'instances', wanted, instances);
	const { images, annotations } = content;
	const names = checkReferences(content, file);
	const byPhoto = groupByPhoto(annotations);

	const photos = images.filter(({ id }) => byPhoto.get(id)?.some(({ iscrowd }) => iscrowd === 0));
	const pathOf = (photo: CocoImage) => path.join(root, split, photo.file_name);
	await checkFiles(photos.map(pathOf), `photos of \`${file}\``);

	const records = photos.map((photo) => ({
		path: pathOf(photo),
		name: photo.file_name,
		claimed: { width: photo.width, height: photo.height, source: file },
		readAnnotation: async () => readAnnotation(photo, byPhoto.get(photo.id)!, names, file),
	}));

	return { name: `coco ${split}`, split, records: numberRecords(records) };
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

/** Returns the names of the categories. */
function checkReferences(
	{ images, annotations, categories }: z.output<typeof instances>,
	file: string,
): ReadonlyMap<number, string> {
	const photos = indexImages(images, file);
	const known = indexBy(categories, ({ id }) => id, 'category', file);
	indexBy(annotations, ({ id }) => id, 'annotation', file);
	for (const { id, image_id, category_id } of annotations) {
		follow(photos, image_id, `Annotation \`${id}\``, ['image', 'images'], file);
		follow(known, category_id, `Annotation \`${id}\``, ['category', 'categories'], file);
	}

	return new Map(categories.map(({ id, name }) => [id, name]));
}

function readAnnotation(
	{ width, height }: CocoImage,
	annotations: readonly CocoAnnotation[],
	names: ReadonlyMap<number, string>,
	source: string,
): Annotation {
	const drawing = new MaskDrawing();
	const runsOf = (annotation: CocoAnnotation) => runsOfAnnotation(annotation, width, height, source);
	const objects = annotations
		.filter(({ iscrowd }) => iscrowd === 0)
		.map((annotation) => {
			const runs = runsOf(annotation);
			const className = names.get(annotation.category_id)!;

			return drawing.object(String(annotation.id), className, areaOfRuns(runs), () => decodeRuns(runs));
		})
		// A polygon may be too thin to hold the middle of any pixel: then there is nothing to point at.
		.filter(({ area }) => area > 0);
	const crowd = annotations.filter(({ iscrowd }) => iscrowd === 1).map(runsOf);
	if (crowd.length === 0) return { width, height, objects, source };

	return { width, height, objects, ignored: decodeRuns(uniteRuns(crowd, width, height)), source };
}

function runsOfAnnotation(
	{ id, segmentation: shape }: CocoAnnotation,
	width: number,
	height: number,
	source: string,
): Runs {
	try {
		return uniteRuns(runsOfSegmentation(shape, width, height), width, height);
	} catch (cause) {
		throw new DatasetError(
			`The mask of annotation \`${id}\` in \`${source}\` is damaged: ${(cause as Error).message}. Get the file ` +
				'again, or take out the annotation',
			{ cause },
		);
	}
}

/** Returns the runs of an object's parts. */
function runsOfSegmentation(shape: z.output<typeof segmentation>, width: number, height: number): Runs[] {
	if (Array.isArray(shape)) return shape.map((xy) => polygonRuns(xy, width, height));
	const [rows, columns] = shape.size;

	if (rows !== height || columns !== width) {
		throw new RangeError(`it is of ${columns} × ${rows} pixels, its photo of ${width} × ${height}`);
	}

	const { counts } = shape;

	return [typeof counts === 'string' ? parseRuns(counts, width, height) : toRuns(counts, width, height)];
}
