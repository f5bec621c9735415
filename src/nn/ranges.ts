import type { PhotoRange } from '../data/views/view-arrays.js';

/** Cuts a batch into parts of `size` photos; the last may be smaller. */
export function partsOf(photos: number, size: number): PhotoRange[] {
	return Array.from({ length: Math.ceil(photos / size) }, (_, part) => ({
		start: part * size,
		end: Math.min((part + 1) * size, photos),
	}));
}
