import { z } from 'zod';
import { openAde20k } from './ade20k.js';
import { openCoco } from './coco.js';
import { openDavis } from './davis.js';
import { openFolder } from './folder.js';
import type { Dataset } from './record.js';
import { openVoc } from './voc.js';

const openers = { coco: openCoco, voc: openVoc, ade20k: openAde20k, davis: openDavis, folder: openFolder };

export const datasetOptions = z.strictObject({
	kind: z
		.enum(['coco', 'voc', 'ade20k', 'davis', 'folder'])
		.describe(
			'How the data set is laid out: as COCO, PASCAL VOC, ADE20K, DAVIS, or a folder of images and mask PNGs',
		),
	root: z.string().min(1).describe("The data set's folder, as it comes out of its archives"),
	split: z
		.string()
		.min(1)
		.optional()
		.describe('Part of the data set, such as `val2017`; found when there is only one'),
});

export type DatasetOptions = z.output<typeof datasetOptions>;

/**
 * Finds a data set's photos and annotations on disk. The masks are decoded record by record.
 *
 * @throws {DatasetError} naming the file and the remedy, when the data set is not laid out as its kind asks
 */
export function openDataset({ kind, root, split }: DatasetOptions): Promise<Dataset> {
	return openers[kind](root, split);
}
