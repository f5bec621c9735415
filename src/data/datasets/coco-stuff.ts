import path from 'node:path';
import { z } from 'zod';
import { readPng } from '../decoding/label-png.js';
import { type CocoImage, cocoFlag, cocoImages, cocoName, indexImages, readCocoFile } from './coco-file.js';
import { type LabelRole, objectsOfLabels } from './labels.js';
import { checkFiles, DatasetError } from './layout.js';
import { type Annotation, type Dataset, numberRecords } from './record.js';
import { follow, indexBy } from './references.js';

/** Label of pixels in no segment of the panoptic annotation. */
const VOID = 0;

const panoptic = z.object({
	images: cocoImages,
	annotations: z.array(
		z.object({
			image_id: z.number(),
			file_name: cocoName,
			segments_info: z.array(
				z.object({ id: z.number().int().positive(), category_id: z.number(), iscrowd: cocoFlag.default(0) }),
			),
		}),
	),
	categories: z.array(z.object({ id: z.number(), name: z.string(), isthing: cocoFlag })),
});

type Panoptic = z.output<typeof panoptic>;

/** One segment of a photo. */
interface Segment {
	readonly role: LabelRole;
	readonly class: string;
}

/**
 * Opens the stuff (sky, grass, wall …) of COCO's panoptic annotations: `annotations/panoptic_<split>.json`, its PNGs
 * in `annotations/panoptic_<split>/` and the photos in `<split>/`. Each stuff segment is an object; things are
 * background; crowds and pixels of no segment are ignored.
 *
 * @throws {DatasetError} naming the file and the remedy, when the layout, the file or a category is wrong
 */
export async function openCocoStuff(root: string, wanted?: string): Promise<Dataset> {
	const { split, file, content } = await readCocoFile(root, 'panoptic', wanted, panoptic);
	const photos = indexImages(content.images, file);
	const categories = indexBy(content.categories, ({ id }) => id, 'category', file);
	indexBy(content.annotations, ({ image_id }) => image_id, 'annotation of the image', file);
	indexBy(content.annotations, ({ file_name }) => path.normalize(file_name), 'annotation', file);

	const records = content.annotations.flatMap((annotation) => {
		const from = `Annotation \`${annotation.file_name}\``;
		const photo = follow(photos, annotation.image_id, from, ['image', 'images'], file);
		const segments = segmentsOf(annotation, categories, file);
		if (![...segments.values()].some(({ role }) => role === 'object')) return [];
		const source = path.join(root, 'annotations', `panoptic_${split}`, annotation.file_name);

		return {
			path: path.join(root, split, photo.file_name),
			name: photo.file_name,
			claimed: { width: photo.width, height: photo.height, source: file },
			readAnnotation: () => readAnnotation(source, photo, segments),
		};
	});
	await checkFiles(
		records.map((record) => record.path),
		`photos of \`${file}\``,
	);

	return { name: `coco stuff ${split}`, split, records: numberRecords(records) };
}

function segmentsOf(
	{ segments_info, file_name }: Panoptic['annotations'][number],
	categories: ReadonlyMap<number, Panoptic['categories'][number]>,
	file: string,
): Map<number, Segment> {
	const segments = new Map<number, Segment>([[VOID, { role: 'ignored', class: 'void' }]]);

	indexBy(segments_info, ({ id }) => id, `annotation \`${file_name}\`, segment`, file);

	for (const { id, category_id, iscrowd } of segments_info) {
		const from = `Segment \`${id}\` of \`${file_name}\``;
		const category = follow(categories, category_id, from, ['category', 'categories'], file);
		const role = iscrowd ? 'ignored' : category.isthing ? 'background' : 'object';
		segments.set(id, { role, class: category.name });
	}

	return segments;
}

async function readAnnotation(
	source: string,
	photo: CocoImage,
	segments: ReadonlyMap<number, Segment>,
): Promise<Annotation> {
	const { width, height, channels, samples } = await readPng(source);

	if (channels !== 3 || width !== photo.width || height !== photo.height) {
		throw new DatasetError(
			`\`${source}\` is of ${width} × ${height} pixels with ${channels} channels instead of ${photo.width} × ` +
				`${photo.height} with 3: get it again`,
		);
	}

	const segmentOf = (label: number) => {
		const segment = segments.get(label);
		if (segment) return segment;

		throw new DatasetError(
			`\`${source}\` holds the segment \`${label}\`, which its JSON file lacks: get both again`,
		);
	};

	const labels = Uint32Array.from(
		{ length: width * height },
		(_, i) => samples[3 * i]! + 256 * samples[3 * i + 1]! + 65536 * samples[3 * i + 2]!,
	);

	return {
		width,
		height,
		source,
		...objectsOfLabels(
			labels,
			(label) => segmentOf(label).role,
			(label) => segmentOf(label).class,
		),
	};
}
