import type { Point } from '../data/geometry.js';
import type { Image } from '../data/items.js';
import { drawMarker } from './marker.js';
import { drawOutline, paintMask } from './mask.js';
import { type Colour, copyImage } from './paint.js';

/** Magenta and cyan: rare in photographs, and told apart by the colour-blind. */
const predicted: Colour = [230, 0, 126];
const annotated: Colour = [0, 229, 255];

export interface Overlay {
	/** Height × width, 1 = object: filled in magenta. */
	readonly prediction: Uint8Array;
	/** Height × width, 1 = object, as annotated: outlined in cyan. */
	readonly target?: Uint8Array;
	/** The prompt's points, marked in white. */
	readonly points: readonly Point[];
}

/** Draws the prediction and, if known, the annotation over a photo. */
export function overlay(photo: Image, { prediction, target, points }: Overlay): Image {
	const image = copyImage(photo);
	const line = Math.max(1, Math.round(Math.min(photo.width, photo.height) / 120));
	paintMask(image, prediction, predicted, 0.5);
	drawOutline(image, prediction, predicted, line);
	if (target) drawOutline(image, target, annotated, line);
	for (const point of points) drawMarker(image, point);
	return image;
}
