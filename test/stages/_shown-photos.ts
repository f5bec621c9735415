import type { FixedPhotos } from '../../src/pictures/fixed-photos.js';
import { patternImage } from '../data/_images.js';
import { noise } from './_tiny-training.js';

/** Photos of a pattern, with views of noise. */
export function shownPhotos(count: number): FixedPhotos {
	const photos = Array.from({ length: count }, (_, i) => {
		return { path: `photos/${i}.jpg`, epoch: 0, image: patternImage(40 + i, 24) };
	});
	return { photos, views: [...noise(count)] };
}
