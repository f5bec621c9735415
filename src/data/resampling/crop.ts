import type { Random } from '../../math/random.js';

/** A rectangle of pixels. */
export interface Crop {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

const ASPECT = [3 / 4, 4 / 3] as const;
const TRIES = 10;

/**
 * Draws the rectangle of Inception's random resized crop (Szegedy et al. 2015; equal to torchvision's
 * `RandomResizedCrop`): an area uniform in `scale` times the image's, an aspect uniform in logarithm between 3/4 and
 * 4/3, any place. After ten tries that do not fit: the middle of the image, with its aspect clamped to that range.
 *
 * Draws per try: area, aspect; then, once it fits: top, left.
 */
export function randomCrop(
	width: number,
	height: number,
	scale: readonly [number, number],
	random: Random,
): Crop {
	for (let attempt = 0; attempt < TRIES; attempt++) {
		const area = width * height * (scale[0] + (scale[1] - scale[0]) * random());
		const [narrow, wide] = [Math.log(ASPECT[0]), Math.log(ASPECT[1])];
		const aspect = Math.exp(narrow + (wide - narrow) * random());
		const w = Math.round(Math.sqrt(area * aspect));
		const h = Math.round(Math.sqrt(area / aspect));
		if (w < 1 || h < 1 || w > width || h > height) continue;
		const top = Math.floor(random() * (height - h + 1));
		const left = Math.floor(random() * (width - w + 1));
		return { left, top, width: w, height: h };
	}
	return centreCrop(width, height);
}

function centreCrop(width: number, height: number): Crop {
	const w = Math.min(width, Math.round(height * ASPECT[1]));
	const h = Math.min(height, Math.round(width / ASPECT[0]));
	return { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h };
}
