/** Common parts of all of COCO's annotation files. */
import path from 'node:path';
import { z } from 'zod';
import { getFromGitLfs, isGitLfsPointer } from '../../files/git-lfs.js';
import { parseJson, readText } from '../../files/text.js';
import { leavesArchive } from '../listing/archive-paths.js';
import { checkRoot, chooseSplit, DatasetError, listFolder } from './layout.js';
import { indexBy } from './references.js';

/** Name of a file below the folder of its kind. */
export const cocoName = z
	.string()
	.min(1, 'must name a file')
	.refine((name) => !leavesArchive(name), {
		error: ({ input }) => `\`${input}\` leads out of the data set`,
	});

export const cocoImages = z.array(
	z.object({
		id: z.number(),
		width: z.number().int().positive(),
		height: z.number().int().positive(),
		file_name: cocoName,
	}),
);

export type CocoImage = z.output<typeof cocoImages>[number];

/** A flag: 0 or 1, or what JSON has for them. */
export const cocoFlag = z
	.union([z.literal(0), z.literal(1), z.boolean()], { error: 'must be 0 or 1' })
	.transform(Number);

/**
 * Returns images by their id.
 *
 * @throws {DatasetError} naming the first id that stands for two photos, or the first photo that has two ids
 */
export function indexImages(images: readonly CocoImage[], file: string): Map<number, CocoImage> {
	indexBy(images, ({ file_name }) => path.normalize(file_name), 'image', file);
	return indexBy(images, ({ id }) => id, 'image', file);
}

export interface CocoFile<Content> {
	readonly split: string;
	readonly file: string;
	readonly content: Content;
}

/**
 * Reads `annotations/<kind>_<split>.json`.
 *
 * @throws {DatasetError} when there is no such file, several to choose from, or one that is not in its format
 */
export async function readCocoFile<Schema extends z.ZodType>(
	root: string,
	kind: 'instances' | 'panoptic',
	wanted: string | undefined,
	schema: Schema,
): Promise<CocoFile<z.output<Schema>>> {
	checkRoot(root);
	const folder = path.join(root, 'annotations');
	const names = (await listFolder(folder)).filter(
		(name) => name.startsWith(`${kind}_`) && name.endsWith('.json'),
	);
	const splits = names.map((name) => name.slice(kind.length + 1, -'.json'.length));
	const split = chooseSplit(wanted, splits, path.join(folder, `${kind}_<split>.json`));
	const file = path.join(folder, `${kind}_${split}.json`);
	const result = schema.safeParse(await readJson(file));
	if (result.success) return { split, file, content: result.data };
	const { path: place, message } = result.error.issues[0]!;

	throw new DatasetError(
		`\`${file}\` is not in COCO's ${kind} format: \`${place.join('.')}\`: ${message}. Give the file that COCO ` +
			'calls so, or one written like it',
		{ cause: result.error },
	);
}

async function readJson(file: string): Promise<unknown> {
	let text = '';
	try {
		text = await readText(file);
		return parseJson(text);
	} catch (cause) {
		if (isGitLfsPointer(Buffer.from(text.slice(0, 100))))
			throw new DatasetError(`\`${file}\` ${getFromGitLfs}`);
		throw new DatasetError(
			`Can't read \`${file}\` as JSON, it may be cut off (${(cause as Error).message}): get it again`,
			{ cause },
		);
	}
}
