/** Items of `discover`, and the rule for a correct box. */
import type { Box, Grid, Size } from '../../data/geometry.js';
import { connectedMap } from '../map/component.js';
import { boundingBox } from '../map/prompts.js';
import type { DiscoveredPhoto, DiscoveryRecord, PatchCut } from './items.js';

/** Returns the box of the foreground that is connected to the seed, by patches side by side. */
export function boxOfCut(
	{ seed, foreground }: PatchCut,
	{ rows, columns }: Grid,
	patch: number,
	size: Size,
): Box {
	const point = { x: seed % columns, y: Math.floor(seed / columns) };
	const grid = { width: columns, height: rows };
	const component = connectedMap(Float64Array.from(foreground), [point], grid);
	const { x, y, width, height } = boundingBox(
		Uint8Array.from(component, (value) => Number(value === 1)),
		grid,
	)!;
	const [left, top] = [x * patch, y * patch];
	return {
		x: left,
		y: top,
		width: Math.min((x + width) * patch, size.width) - left,
		height: Math.min((y + height) * patch, size.height) - top,
	};
}

/** Compares the box with the bounding box of each object. */
export function measureBox({ name, image, objects, box }: DiscoveredPhoto): DiscoveryRecord {
	const targets = objects.map(({ mask }) => boundingBox(mask, image)!);
	const best = (found: Box) => targets.reduce((most, target) => Math.max(most, boxIou(found, target)), 0);
	const whole = { x: 0, y: 0, width: image.width, height: image.height };
	return { image: name, box, iou: best(box), whole: best(whole) };
}

export function boxIou(a: Box, b: Box): number {
	const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
	const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
	const shared = Math.max(0, width) * Math.max(0, height);
	return shared / (a.width * a.height + b.width * b.height - shared);
}
