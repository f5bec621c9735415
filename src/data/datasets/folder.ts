import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectMask } from '../annotations.js';
import { readLabels } from '../decoding/label-png.js';
import { objectsOfLabels } from './labels.js';
import { checkRoot, DatasetError, listFolder } from './layout.js';
import { type Annotation, type Dataset, numberRecords, objectOfMask } from './record.js';

const PHOTO = /\.(jpe?g|png|webp|tiff?|avif|gif)$/i;
/** Class of all objects of a folder. */
const CLASS = 'object';

/**
 * Opens a folder of `images/` and `masks/` (in `<root>/<split>/` if a split is given). The masks of `images/NAME.jpg`
 * are either `masks/NAME.png`, a map of numbers where 0 is background, 255 is ignored and any other number is an
 * object (a map of nothing but 0 and 255 is one object, where it is 255); or the PNGs of the folder `masks/NAME/`, one object each, wherever it is not 0.
 *
 * @throws {DatasetError} naming the file and the remedy, when a folder is missing or a photo has no mask
 */
export async function openFolder(root: string, split = ''): Promise<Dataset> {
	const base = path.join(root, split);
	checkRoot(base);
	const images = path.join(base, 'images');
	const photos = (await listFolder(images)).filter((file) => PHOTO.test(file));
	if (photos.length === 0) throw new DatasetError(`There are no photos in \`${images}\`: put them there`);

	const masks = path.join(base, 'masks');
	const present = new Set(await listFolder(masks));
	const records = photos.map((file) => {
		const stem = path.parse(file).name;
		const mask = present.has(`${stem}.png`) ? `${stem}.png` : stem;
		if (!present.has(mask)) throw noMask(path.join(images, file), path.join(masks, stem));

		return {
			path: path.join(images, file),
			name: file,
			readAnnotation: () => readMasks(path.join(masks, mask)),
		};
	});

	return { name: ['folder', split].filter(Boolean).join(' '), split, records: numberRecords(records) };
}

function noMask(photo: string, mask: string): DatasetError {
	return new DatasetError(
		`\`${photo}\` has no mask: add \`${mask}.png\`, or the folder \`${mask}\` with one PNG an object, or take the ` +
			'photo out',
	);
}

async function readMasks(source: string): Promise<Annotation> {
	if ((await stat(source)).isDirectory()) return readObjectFiles(source);
	const { width, height, samples } = await readLabels(source);
	// The commonest masks of all are of one object, white on black.
	const isBinary = samples.includes(255) && samples.every((label) => label === 0 || label === 255);
	const roleOf = (label: number) =>
		label === 0 ? 'background' : label === 255 && !isBinary ? 'ignored' : 'object';

	return { width, height, source, ...objectsOfLabels(samples, roleOf, () => CLASS) };
}

async function readObjectFiles(source: string): Promise<Annotation> {
	const files = (await listFolder(source)).filter((file) => file.toLowerCase().endsWith('.png'));
	if (files.length === 0)
		throw new DatasetError(`There are no PNG masks in \`${source}\`: add one for each object`);
	const objects: ObjectMask[] = [];
	let size: { width: number; height: number } | undefined;

	for (const file of files) {
		const { samples, width, height } = await readLabels(path.join(source, file));
		size ??= { width, height };

		if (width !== size.width || height !== size.height) {
			throw new DatasetError(
				`The mask \`${path.join(source, file)}\` is of ${width} × ${height} pixels, \`${files[0]}\` beside it of ` +
					`${size.width} × ${size.height}: draw both at the size of their photo`,
			);
		}

		objects.push(
			objectOfMask(
				path.parse(file).name,
				CLASS,
				samples.map((sample) => Number(sample > 0)),
			),
		);
	}

	return { ...size!, source, objects: objects.filter(({ area }) => area > 0) };
}
