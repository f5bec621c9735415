import type { Image } from '../data/items.js';
import { contactSheet } from '../draw/contact-sheet.js';
import { heatMap } from '../draw/heat-map.js';
import { drawMarker } from '../draw/marker.js';
import { overlay } from '../draw/overlay.js';
import type { CutMap } from '../eval/map/segment-photo.js';
import type { RankedObject } from '../eval/segment/extremes.js';
import { extent } from '../math/bucket-sort.js';

/** Draws an object beside its similarity map: annotated in cyan, found in magenta. */
export function objectPicture({ photo, object, prompt, iou, scores, mask }: RankedObject & CutMap): Image {
	const { points } = prompt;
	const { low, high } = extent(scores);
	const heat = heatMap(photo.image, scores, [low, high]);
	for (const point of points) drawMarker(heat, point);
	const found = overlay(photo.image, { prediction: mask, target: object.mask, points });
	return contactSheet({
		columns: ['similarity', 'found / annotated'],
		rows: [
			[
				{ caption: photo.name, image: heat },
				{ caption: `IoU ${iou.toFixed(2)} ${object.class}`, image: found },
			],
		],
	});
}
