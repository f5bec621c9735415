import path from 'node:path';
import { z } from 'zod';
import { findRepeats } from '../../files/real-paths.js';
import { openAde20k } from './ade20k.js';
import { openCoco } from './coco.js';
import { openCocoStuff } from './coco-stuff.js';
import { openDavis } from './davis.js';
import { openFolder } from './folder.js';
import { DatasetError } from './layout.js';
import type { AnnotationRecord, Dataset } from './record.js';
import { openVoc } from './voc.js';

/** Options of an annotated data set: its kind, its folder, its split, and the part of it to take. */
export const datasetOptions = z.strictObject({
	kind: z
		.enum(['coco', 'voc', 'ade20k', 'davis', 'folder'])
		.describe('Layout of the data set: COCO, PASCAL VOC, ADE20K, DAVIS, or a folder of images and mask PNGs'),
	root: z.string().min(1).describe('Folder of the data set, as unpacked from its archives'),
	split: z
		.string()
		.min(1)
		.optional()
		.describe('Part of the data set, such as `val2017`; found when there is only one'),
	regions: z
		.enum(['things', 'stuff'])
		.optional()
		.describe('Objects: things (dog, car) or stuff (sky, grass); by default things of COCO, both of ADE20K'),
	part: z
		.enum(['even', 'odd'])
		.optional()
		.describe(
			'Half of the photos by place (DAVIS: of the sequences), to tune on one and measure on the other',
		),
});

/** Parsed `datasetOptions`. */
export type DatasetOptions = z.output<typeof datasetOptions>;

/**
 * Finds a data set's photos and annotations on disk. The masks are decoded record by record.
 *
 * @throws {DatasetError} naming the file and the remedy, when the data set is not laid out as its kind asks, or
 *   when its kind does not tell things from stuff and `regions` is given
 */
export async function openDataset({ part, ...options }: DatasetOptions): Promise<Dataset> {
	const dataset = await openWhole(options);
	await checkOnce(dataset.records);
	return part ? { ...dataset, records: halfOf(dataset.records, part, options.kind) } : dataset;
}

/** @throws {DatasetError} naming both, when two names lead to one photo */
async function checkOnce(records: readonly AnnotationRecord[]): Promise<void> {
	const [repeat] = await findRepeats(records.map((record) => record.path));
	if (repeat === undefined) return;

	throw new DatasetError(
		`\`${records[repeat.earlier]!.path}\` and \`${records[repeat.place]!.path}\` are one photo, which would count ` +
			'twice: take one of them out',
	);
}

/**
 * Returns half of the records. A sequence's frames stay together, since they are too alike. Positions stay those in
 * the whole data set.
 */
function halfOf(
	records: readonly AnnotationRecord[],
	part: 'even' | 'odd',
	kind: DatasetOptions['kind'],
): AnnotationRecord[] {
	const unitOf = ({ name, position }: AnnotationRecord) => (kind === 'davis' ? path.dirname(name) : position);
	const units = [...new Set(records.map(unitOf))];
	const wanted = new Set(units.filter((_, place) => place % 2 === (part === 'even' ? 0 : 1)));
	return records.filter((record) => wanted.has(unitOf(record)));
}

async function openWhole({ kind, root, split, regions }: Omit<DatasetOptions, 'part'>): Promise<Dataset> {
	if (kind === 'coco') return regions === 'stuff' ? openCocoStuff(root, split) : openCoco(root, split);
	if (kind === 'ade20k') return openAde20k(root, split, regions);

	if (regions) {
		throw new DatasetError(
			`\`dataset.regions\` is \`${regions}\`, but a data set of the kind \`${kind}\` does not tell things from stuff: ` +
				'leave it out',
		);
	}

	return openWithoutRegions[kind](root, split);
}

const openWithoutRegions = { voc: openVoc, davis: openDavis, folder: openFolder };
