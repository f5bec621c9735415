import type { Random } from '../../math/random.js';

const ASPECT = [0.3, 1 / 0.3] as const;
const TRIES = 10;

/**
 * Masks about `ratio` of a `height` × `width` grid of patches by rectangles (iBOT, after BEiT). A rectangle has at
 * least (min(height, width) / 3)² patches, rounded down, and at most as many as are left to mask, so small ratios may
 * end below the requested one. Ends when ten tries in a row find no place.
 *
 * Draws per try: area, aspect; then, if it fits: top, left.
 *
 * @returns 1 where a patch is masked, row-major
 */
export function blockMask(height: number, width: number, ratio: number, random: Random): Uint8Array {
	const mask = new Uint8Array(height * width);
	const wanted = ratio * height * width;
	for (let count = 0; count < wanted; ) {
		const added = addRectangle(mask, height, width, wanted - count, random);
		if (added === 0) break;
		count += added;
	}
	return mask;
}

/** @returns how many patches are newly masked, 0 when no try succeeded */
function addRectangle(mask: Uint8Array, height: number, width: number, room: number, random: Random): number {
	const least = Math.floor(Math.min(height, width) / 3) ** 2;
	for (let attempt = 0; attempt < TRIES; attempt++) {
		// `least` may exceed `room`; the area still lies between them.
		const area = least + (room - least) * random();
		const aspect = Math.exp(Math.log(ASPECT[0]) + Math.log(ASPECT[1] / ASPECT[0]) * random());
		const h = Math.round(Math.sqrt(area * aspect));
		const w = Math.round(Math.sqrt(area / aspect));
		if (h >= height || w >= width) continue;
		const top = Math.floor(random() * (height - h + 1));
		const left = Math.floor(random() * (width - w + 1));
		const patches = indices(top, left, h, w, width).filter((i) => mask[i] === 0);
		if (patches.length === 0 || patches.length > room) continue;
		for (const i of patches) mask[i] = 1;
		return patches.length;
	}
	return 0;
}

function indices(top: number, left: number, height: number, width: number, stride: number): number[] {
	return Array.from({ length: height * width }, (_, i) => {
		return (top + Math.floor(i / width)) * stride + left + (i % width);
	});
}
