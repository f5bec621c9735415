import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

interface CocoContent {
	images: { id: number; file_name: string }[];
	annotations: { id: number; image_id: number; iscrowd: number }[];
}

/**
 * Writes a COCO data set of `count` photos: those of another one that have objects, the first ones or all of them again
 * and again, under numbers of their own.
 *
 * @param objects taken of a photo, at most
 * @returns the number of objects
 */
export function repeatPhotos(
	coco: string,
	root: string,
	count: number,
	objects = Number.POSITIVE_INFINITY,
): number {
	const folder = path.join(coco, 'annotations');
	const file = readdirSync(folder).find((name) => name.startsWith('instances_'))!;
	const split = file.slice('instances_'.length, -'.json'.length);
	const content: CocoContent = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
	const ofPhoto = new Map(content.images.map(({ id }) => [id, [] as CocoContent['annotations']]));
	for (const annotation of content.annotations) ofPhoto.get(annotation.image_id)!.push(annotation);
	const photos = content.images.filter(({ id }) => ofPhoto.get(id)?.some(({ iscrowd }) => iscrowd === 0));
	const images: CocoContent['images'] = [];
	const annotations: CocoContent['annotations'] = [];
	for (let i = 0; i < count; i++) {
		const photo = photos[i % photos.length]!;
		images.push({ ...photo, id: i + 1 });
		for (const annotation of ofPhoto.get(photo.id)!.slice(0, objects)) {
			annotations.push({ ...annotation, id: annotations.length + 1, image_id: i + 1 });
		}
	}
	mkdirSync(path.join(root, 'annotations'));
	writeFileSync(path.join(root, 'annotations', file), JSON.stringify({ ...content, images, annotations }));
	symlinkSync(path.resolve(coco, split), path.join(root, split));
	return annotations.filter(({ iscrowd }) => iscrowd === 0).length;
}
