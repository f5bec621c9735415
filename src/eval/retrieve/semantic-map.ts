import type { AnnotatedPhoto } from '../../data/annotations.js';
import type { Grid } from '../../data/geometry.js';
import { countPerPatch } from '../map/patch-grid.js';

/** Value of an ignored pixel. */
export const ignoredPixel = 255;

/** Class of pixels without an object. */
export const background = 'background';

/** Class of each pixel. */
export interface SemanticMap {
	/** Names of the classes, `background` first. */
	readonly classes: readonly string[];
	/** Height × width: indices of `classes`, or 255 where ignored. */
	readonly values: Uint8Array;
}

/**
 * Returns the class of each pixel, that of the last object where several overlap.
 *
 * @throws {RangeError} when the photo has more than 254 classes
 */
export function semanticMap({ objects, ignored, image, name }: AnnotatedPhoto): SemanticMap {
	const classes = [...new Set([background, ...objects.map((object) => object.class)])];
	if (classes.length > ignoredPixel) {
		throw new RangeError(`\`${name}\` has ${classes.length - 1} classes, 254 are the most a photo may have`);
	}

	const values = new Uint8Array(image.width * image.height);
	for (const { mask, class: className } of objects) {
		const index = classes.indexOf(className);
		for (let i = 0; i < values.length; i++) if (mask[i] === 1) values[i] = index;
	}
	for (let i = 0; ignored && i < values.length; i++) if (ignored[i] === 1) values[i] = ignoredPixel;
	return { classes, values };
}

/** Share of each class in a patch's pixels; absent classes have no entry. */
export type ClassShares = ReadonlyMap<string, number>;

/** Shares of the classes in each patch's pixels that are not ignored; empty if all are. */
export function sharesPerPatch(
	{ classes, values }: SemanticMap,
	size: { readonly width: number; readonly height: number },
	grid: Grid,
): ClassShares[] {
	const counts = classes.map((_, index) => countPerPatch(values, size, grid, index));
	return Array.from({ length: grid.rows * grid.columns }, (_, patch) => {
		const total = counts.reduce((sum, count) => sum + count[patch]!, 0);
		const present = classes.flatMap((name, c): [string, number][] =>
			counts[c]![patch]! > 0 ? [[name, counts[c]![patch]! / total]] : [],
		);
		return new Map(present);
	});
}
