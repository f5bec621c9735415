import type { Point, Size } from '../../src/data/geometry.js';
import type { EmbeddedPhoto, PromptedPhoto } from '../../src/eval/items.js';
import { pointPrompt } from '../../src/eval/map/prompts.js';
import { map, type Stage } from '../../src/flow/stage.js';

/**
 * Points at pixels of a photo.
 *
 * @param points of the photo's own size, upright; the query is the mean of their patches' features; the middle
 *   of the photo where there is none
 * @throws {RangeError} when one lies outside the photo
 */
export function promptWithPoints(points: readonly Point[]): Stage<EmbeddedPhoto, PromptedPhoto> {
	return map(
		'prompt-with-points',
		(photo) => {
			const { image, features } = photo;
			for (const point of points) checkInside(point, image);
			const placed = points.length > 0 ? points : [middle(image)];
			return { photo, prompt: pointPrompt(placed, image, features) };
		},
		{ types: 'EmbeddedPhoto → PromptedPhoto' },
	);
}

function middle({ width, height }: Size): Point {
	return { x: width >> 1, y: height >> 1 };
}

function checkInside({ x, y }: Point, { width, height }: Size): void {
	if (x < width && y < height) return;

	throw new RangeError(
		`The point \`[${x},${y}]\` lies outside the photo, which is ${width} × ${height} pixels: give x from 0 to ` +
			`${width - 1}, and y from 0, at the top, to ${height - 1}`,
	);
}
