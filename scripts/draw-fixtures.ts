/** Draws `fixtures/drawn` anew: `node --import=tsx scripts/draw-fixtures.ts`. */
import { mkdir, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { areaOfRuns, boxOfRuns, encodeRuns } from '../src/data/masks/runs.js';
import { formatRuns } from '../src/data/masks/runs-text.js';
import { type Drawing, type DrawnObject, draw, type Scene, scenes } from './drawn-scenes.js';

const folder = new URL('../fixtures/drawn/', import.meta.url);
const categories = ['disc', 'rectangle', 'triangle', 'line'].map((name, index) => ({
	id: 2001 + index,
	name,
}));

await mkdir(new URL('val/', folder), { recursive: true });
await mkdir(new URL('annotations/', folder), { recursive: true });

for (const scene of scenes) {
	const png = await sharp(draw(scene).pixels, {
		raw: { width: scene.width, height: scene.height, channels: 3 },
	})
		.png({ compressionLevel: 9 })
		.toBuffer();
	await writeFile(new URL(`val/${scene.name}.png`, folder), png);
}

const lists = {
	licenses: [{ id: 1, name: 'CC0-1.0', url: 'https://creativecommons.org/publicdomain/zero/1.0/' }],
	categories: categories.map((category) => ({ ...category, supercategory: 'shape' })),
	images: scenes.map(({ name, width, height }, index) => ({
		id: index + 1,
		file_name: `${name}.png`,
		width,
		height,
		license: 1,
	})),
	annotations: scenes
		.flatMap((scene, index) => annotate(scene, draw(scene), index + 1))
		.map((annotation, index) => ({ id: index + 1, ...annotation })),
};
await writeFile(new URL('annotations/instances_val.json', folder), format(lists));

function annotate({ width, height, objects }: Scene, { masks }: Drawing, image: number): object[] {
	const crowd = objects.flatMap((object, index) => (object.crowd ? [masks[index]!] : []));
	const annotations = objects.flatMap((object, index) =>
		object.crowd ? [] : [annotation(object, masks[index]!, width, height, image)],
	);
	if (crowd.length === 0) return annotations;
	const union = crowd[0]!.map((_, pixel) => (crowd.some((mask) => mask[pixel] === 1) ? 1 : 0));

	return [...annotations, annotation(objects.at(-1)!, union, width, height, image)];
}

function annotation(
	object: DrawnObject,
	mask: Uint8Array,
	width: number,
	height: number,
	image: number,
): object {
	const runs = encodeRuns(mask, width, height);
	const counts = object.crowd ? runs.counts : formatRuns(runs);

	return {
		image_id: image,
		category_id: categories.find(({ name }) => name === object.category)!.id,
		iscrowd: object.crowd ? 1 : 0,
		area: areaOfRuns(runs),
		bbox: boxOfRuns(runs),
		segmentation: object.polygon ? [object.polygon] : { size: [height, width], counts },
	};
}

/** JSON with an element of a list on each line, so that a change shows as a change of a line. */
function format(lists: Record<string, readonly object[]>): string {
	const entries = Object.entries(lists).map(
		([name, list]) => `"${name}": [\n${list.map((element) => JSON.stringify(element)).join(',\n')}\n]`,
	);

	return `{\n${entries.join(',\n')}\n}\n`;
}
