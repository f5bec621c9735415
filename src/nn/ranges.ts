import type { PhotoRange } from '../data/views/view-arrays.js';

/** Cuts rows, or the photos of a batch, into ranges of `size`; the last may be smaller. */
export function partsOf(photos: number, size: number): PhotoRange[] {
	return Array.from({ length: Math.ceil(photos / size) }, (_, part) => ({
		start: part * size,
		end: Math.min((part + 1) * size, photos),
	}));
}
